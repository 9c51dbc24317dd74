"""The namespaces that .NET ships, and the frameworks that a project may refer to.

`data/dotnet.txt` has the namespaces of the public types of .NET Core 3.1's reference assemblies,
read with System.Reflection.Metadata, and those that .NET 5 to 10 and .NET Framework have besides.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path

import kavro_lint.languages.csharp as package

ASP_NET = "Microsoft.AspNetCore.App"
# https://learn.microsoft.com/aspnet/core/fundamentals/target-aspnetcore
_IN_ASP_NET = ("Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.JSInterop")


@cache
def namespaces() -> frozenset[str]:
    """Return the namespaces that .NET ships; not all of `Microsoft` and `System` is among them."""
    path = Path(package.__path__[0]) / "data" / "dotnet.txt"
    return frozenset(path.read_text("ascii").split())


def is_standard(name: str) -> bool:
    """Whether a name is a namespace of .NET's, or a type in one."""
    return name in namespaces() or name.rpartition(".")[0] in namespaces()


def framework_of(name: str, frameworks: Collection[str]) -> str | None:
    """Return the framework, among those that a project refers to, that brings a namespace."""
    if ASP_NET in frameworks and any(f"{name}.".startswith(f"{root}.") for root in _IN_ASP_NET):
        return ASP_NET
    return None
