import ctypes

import pytest

from remit.cli.progress import silence


def test_what_a_compiled_library_prints_is_no_part_of_an_answer(
    capfd: pytest.CaptureFixture[str],
) -> None:
    library = ctypes.CDLL(None)
    with silence():
        library.puts(b"a complaint")
    print("the answer")
    assert capfd.readouterr().out == "the answer\n"
