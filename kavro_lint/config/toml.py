"""TOML from anybody: it may be broken, too deep, or hold endless numbers."""


class BrokenToml(ValueError):
    """The text cannot be read; `str()` says why, for the user."""


def read_toml(text: str) -> dict[str, object]:
    """Return the document. Raises BrokenToml."""
    # What is answered from memory needs none.
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BrokenToml("it is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise BrokenToml(str(error)) from None
    except ValueError as error:
        # Python reads no number of thousands of digits (CVE-2020-10735).
        digits = "digits" in str(error)
        raise BrokenToml(
            "it holds a number with too many digits" if digits else str(error)
        ) from None
