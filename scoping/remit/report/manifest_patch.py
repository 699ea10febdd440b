"""How the lists of a manifest are spelt in TOML, for the reader of a refusal."""

_TOML = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def toml_string(text: str) -> str:
    r"""`text` as a basic string of TOML, printable whatever it holds.

    >>> toml_string('say "hi"\n')
    '"say \\"hi\\"\\n"'
    """
    return f'"{"".join(map(_toml_character, text))}"'


def _toml_character(character: str) -> str:
    if character in _TOML:
        return _TOML[character]
    if character.isprintable():
        return character
    return f"\\U{ord(character):08X}"
