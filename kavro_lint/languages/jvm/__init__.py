"""The shared ground of the JVM's languages: one index of types, the builds, the JDK."""
