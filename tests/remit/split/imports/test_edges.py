"""Which file uses which: relative and absolute names, and none that means no live file."""

import pytest

from remit.split.imports.edges import import_edges
from remit.split.imports.sources import is_parser_installed

pytestmark = pytest.mark.skipif(
    not is_parser_installed(), reason="ast-grep is absent: pip install -e '.[split]'"
)


def edges(contents: dict[str, str]) -> set[tuple[str, str]]:
    """The pairs of paths, of files with these contents."""
    files = sorted(path.encode() for path in contents)
    found = import_edges(files, lambda path: contents[path.decode()].encode())
    return {(files[a].decode(), files[b].decode()) for a, b in found}


CASES = {
    "python, a name from a package": (
        {"src/app/db.py": "", "src/app/web.py": "from app import db\nimport os\n"},
        {("src/app/db.py", "src/app/web.py")},
    ),
    "python, relative": (
        {"app/a/x.py": "from ..b import y\nfrom . import z", "app/b/y.py": "", "app/a/z.py": ""},
        {("app/a/x.py", "app/b/y.py"), ("app/a/x.py", "app/a/z.py")},
    ),
    "python, a name inside a module": (
        {"app/db.py": "", "tests/test_db.py": "from app.db import (\n    Table as T,\n)\n"},
        {("app/db.py", "tests/test_db.py")},
    ),
    "python, whole modules": (
        {"app/db.py": "", "run.py": "import app.db, sys as system\n"},
        {("app/db.py", "run.py")},
    ),
    "javascript": (
        {
            "lib/a.js": "const b = require('./b')\nimport c from '../c.js'\nfetch('./d')",
            "lib/b/index.js": "export * from './b'",
            "c.js": "import x from 'c'",
            "lib/d.js": "",
        },
        {("lib/a.js", "lib/b/index.js"), ("c.js", "lib/a.js")},
    ),
    "typescript that names what it is compiled to": (
        {"src/a.ts": "import type { B } from './b.js'", "src/b.ts": "import('./a')"},
        {("src/a.ts", "src/b.ts")},
    ),
    "rust": (
        {
            "src/lib.rs": "pub mod net;\nmod inner { fn x() {} }",
            "src/net/mod.rs": "mod tcp;",
            "src/net/tcp.rs": "use crate::io::{Read, Write};\nuse std::fmt;",
            "src/io.rs": "",
        },
        {
            ("src/lib.rs", "src/net/mod.rs"),
            ("src/net/mod.rs", "src/net/tcp.rs"),
            ("src/io.rs", "src/net/tcp.rs"),
        },
    ),
    "go": (
        {
            "go.mod": "module example.com/shop\n",
            "cart/cart.go": 'package cart\nimport (\n\t"fmt"\n\tp "example.com/shop/price"\n)\n',
            "price/price.go": "package price\n",
        },
        {("cart/cart.go", "price/price.go")},
    ),
    "java": (
        {
            "src/main/java/org/shop/Cart.java": "import org.shop.price.Price;\nclass Cart {}",
            "src/main/java/org/shop/price/Price.java": "package org.shop.price;",
        },
        {
            (
                "src/main/java/org/shop/Cart.java",
                "src/main/java/org/shop/price/Price.java",
            )
        },
    ),
    "c": (
        {
            "src/a.c": '#include "a.h"\n#include <stdio.h>\n#include "b.h"',
            "inc/a.h": "",
            "src/b.h": "",
        },
        {("inc/a.h", "src/a.c"), ("src/a.c", "src/b.h")},
    ),
    "ruby": (
        {"lib/a.rb": "require_relative 'b'\nputs 'c'", "lib/b.rb": "", "lib/c.rb": ""},
        {("lib/a.rb", "lib/b.rb")},
    ),
    "what is no source": ({"a.txt": "import b", "b.py": ""}, set[tuple[str, str]]()),
}


@pytest.mark.parametrize(("contents", "expected"), CASES.values(), ids=CASES)
def test_a_file_is_tied_to_the_files_it_names(
    contents: dict[str, str], expected: set[tuple[str, str]]
) -> None:
    assert edges(contents) == expected
