"""What the languages of the JVM share: one index of types, the builds, the JDK."""
