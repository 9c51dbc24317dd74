"""The suffixes of components, whose scripts are JavaScript or TypeScript."""

COMPONENTS = (".vue", ".svelte", ".astro")
