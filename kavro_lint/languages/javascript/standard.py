"""The built-in modules of runtimes: Node.js, Bun, Deno, Workers."""

# `require("module").builtinModules` of Node.js 24, without those that begin with `_`; what
# needs the prefix (`node:test`) is recognised by the prefix.
BUILTINS = frozenset(
    """
    assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram
    diagnostics_channel dns dns/promises domain events fs fs/promises http http2 https inspector
    inspector/promises module net os path path/posix path/win32 perf_hooks process punycode
    querystring readline readline/promises repl stream stream/consumers stream/promises stream/web
    string_decoder sys timers timers/promises tls trace_events tty url util util/types v8 vm wasi
    worker_threads zlib
    """.split()
)

# Schemes of what a runtime itself has.
RUNTIMES = frozenset("node bun deno cloudflare workerd".split())

# Schemes of registries: `npm:react@19/jsx-runtime` is the package react.
REGISTRIES = frozenset("npm jsr".split())
