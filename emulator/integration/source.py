"""Find the integration that TARGET names, read it and compile it."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import CodeType

from ..code_cache import code_of
from ..errors import LoadError
from .imports import Import, imports_of
from .manifest import Manifest, bare_manifest, read_manifest
from .python2 import looks_like_python2, python2_code

_MAX_SOURCE_BYTES = 20_000_000
_MOST_NAMES = 12
_NOT_YML = ("expect.yml", "scenario.yml")
_NOT_CODE = (
    "__.py",
    "_test.py",
    "conftest.py",
    "vendor.py",
    "demistomock.py",
    "CommonServerPython.py",
)
_MERGED_MARK = re.compile(r"^def return_error\(", re.M)


@dataclass(frozen=True)
class Integration:
    """An integration that was read and compiled, but not executed. It can be pickled.

    ``file`` is its name in messages and records (``HelloWorld.py``). ``filename`` is the name that the code
    was compiled with: the real path, so that debuggers find it. ``unified``: the code comes from a yml.
    ``merged``: the code already contains CommonServerPython.
    """

    manifest: Manifest
    path: Path
    file: str
    filename: str
    text: str
    imports: tuple[Import, ...]
    unified: bool
    merged: bool

    @cached_property
    def code(self) -> CodeType:
        """The integration's compiled code. Raises LoadError if this Python cannot compile it."""
        try:
            return compile(self.text, self.filename, "exec", dont_inherit=True)
        except SyntaxError as error:
            raise _syntax_error(self.manifest, self.file, self.text, error) from error

    def __getstate__(self) -> dict[str, object]:
        # Code objects cannot be pickled, and another interpreter could not run them.
        return {name: value for name, value in vars(self).items() if name != "code"}

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    def line(self, number: int) -> str:
        """Return the integration's source line with this number, counted from 1; empty beyond the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


def load(target: Path) -> Integration:
    """Read and compile the integration that ``target`` names: a .py, a package folder or a .yml.

    Raises LoadError for a target that is not an integration, is not Python 3, or cannot be read or compiled.
    """
    code_path, yml_path = locate(target)
    manifest = read_manifest(yml_path) if yml_path else bare_manifest(code_path.stem)
    _check_language(manifest, yml_path or code_path)
    if code_path.suffix == ".yml":
        return _unified(manifest, code_path)
    text = read_text(code_path)
    return _compile(manifest, code_path, code_path.name, text, unified=False)


def package_folder(target: Path) -> Path | None:
    """Return the folder of an integration's package; None if ``target`` is a file outside a package.

    It is ``target`` itself, or the folder X for X/X.py and X/X.yml.
    """
    if target.is_dir():
        return target
    named = target.is_file() and target.suffix in (".py", ".yml")
    return target.parent if named and target.resolve().parent.name == target.stem else None


def locate(target: Path) -> tuple[Path, Path | None]:
    """Return an integration's code file and its yml (None without one); for a unified yml both are the same.

    Raises LoadError for a target that is not an integration, or that holds several.
    """
    if not target.exists():
        raise LoadError(
            "no such file or folder",
            where=str(target),
            advice=(
                "TARGET is a .py, a package folder (X/X.py + X/X.yml), a pack's folder, a .yml or a"
                " sample's name",
                "`xfetch samples` lists integrations that ship with xfetch",
            ),
        )
    if target.is_dir():
        return _in_folder(target)
    if target.suffix == ".py":
        return target, _yml_beside(target)
    if target.suffix in (".yml", ".yaml"):
        return _of_yml(target)
    raise LoadError(
        "the target is not an integration: neither .py nor .yml, nor a package folder",
        where=str(target),
    )


def _in_folder(folder: Path) -> tuple[Path, Path | None]:
    named = folder / f"{folder.name}.py"
    candidates = [named] if named.is_file() else _code_files(folder)
    if len(candidates) == 1:
        return candidates[0], _yml_beside(candidates[0])
    ymls = sorted(folder.glob("*.yml"))
    if not candidates and len(ymls) == 1:
        return _of_yml(ymls[0])
    packages = [
        child.name for child in sorted(folder.iterdir()) if (child / f"{child.name}.py").is_file()
    ]
    if packages:
        shown = ", ".join(packages[:_MOST_NAMES]) + (", …" if packages[_MOST_NAMES:] else "")
        raise LoadError(
            "the folder holds several packages of integrations",
            where=str(folder),
            advice=(f"name one of: {shown}",),
        )
    names = ", ".join(path.name for path in candidates) or "none"
    raise LoadError(
        f"the folder does not hold exactly one integration (Python files: {names})",
        where=str(folder),
        advice=("name the .py itself",),
    )


def _code_files(folder: Path) -> list[Path]:
    """Return a folder's Python files that have a yml of the same name; if there is none, all its Python
    files.
    """
    files = [path for path in sorted(folder.glob("*.py")) if not path.name.endswith(_NOT_CODE)]
    described = [path for path in files if path.with_suffix(".yml").is_file()]
    return described or files


def _yml_beside(code: Path) -> Path | None:
    named = code.with_suffix(".yml")
    if named.is_file():
        return named
    ymls = sorted(path for path in code.parent.glob("*.yml") if path.name not in _NOT_YML)
    return ymls[0] if len(ymls) == 1 and code.parent.name == code.stem else None


def _of_yml(yml: Path) -> tuple[Path, Path | None]:
    manifest = read_manifest(yml)
    _check_language(manifest, yml)
    if manifest.script is not None:
        return yml, yml
    code = yml.with_suffix(".py")
    if not code.is_file():
        others = _code_files(yml.parent)
        if len(others) != 1:
            raise LoadError(
                "the yml holds no script, and no .py of its name lies beside it",
                where=str(yml),
                advice=("name the .py itself",),
            )
        code = others[0]
    return code, yml


def _check_language(manifest: Manifest, path: Path) -> None:
    if manifest.script_type not in ("", "python"):
        raise LoadError(
            f"the integration is written in {manifest.script_type}; xfetch runs Python 3",
            where=path.name,
        )


def _unified(manifest: Manifest, yml: Path) -> Integration:
    """Compile the script inside a yml, after as many empty lines as the yml has before it.

    So line numbers of the code are those of the yml.
    """
    text = manifest.script or ""
    offset = _script_offset(yml, text)
    return _compile(manifest, yml, yml.name, "\n" * offset + text, unified=True)


def _script_offset(yml: Path, script: str) -> int:
    """Return the number of lines before the script in a yml; 0 if the script is not a block of its own
    lines.
    """
    first = next((line for line in script.splitlines() if line.strip()), "")
    skipped = len(script) - len(script.lstrip("\n"))
    for number, line in enumerate(read_text(yml).splitlines()):
        if line.strip() == first.strip() and line.startswith(" "):
            return max(number - skipped, 0)
    return 0


def read_text(path: Path) -> str:
    """Read a source file. Raises LoadError for a file that is not text, is too large or cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise LoadError(
            f"the source file cannot be read: {error.strerror}", where=str(path)
        ) from error
    if len(raw) > _MAX_SOURCE_BYTES:
        raise LoadError("the file is larger than 20 MB: it is not an integration", where=str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise LoadError(
            "the file is not Python source in UTF-8",
            where=str(path),
            advice=("name a .py file, and save it as UTF-8 if it has another encoding",),
        )
    return text


def compiled(path: Path) -> CodeType:
    """Read and compile a content module. Raises LoadError for a file that cannot be read or compiled."""
    text = read_text(path)
    try:
        return code_of(text, str(path))
    except SyntaxError as error:
        raise LoadError(
            f"syntax error in the Python code: {error.msg}", where=f"{path.name}:{error.lineno}"
        ) from error


def _compile(manifest: Manifest, path: Path, file: str, text: str, *, unified: bool) -> Integration:
    try:
        code, imports = _read_code(text, file, str(path.resolve()))
    except SyntaxError as error:
        raise _syntax_error(manifest, file, text, error) from error
    except (ValueError, RecursionError) as error:
        raise LoadError(f"the Python code cannot be compiled: {error}", where=file) from error
    integration = Integration(
        manifest=manifest,
        path=path,
        file=file,
        filename=code.co_filename,
        text=text,
        imports=imports,
        unified=unified,
        merged=unified and bool(_MERGED_MARK.search(text)),
    )
    vars(integration)["code"] = code
    return integration


# Remembered: a search prepares a run for each world that it looks at more closely.
@lru_cache(maxsize=2)
def _read_code(text: str, file: str, filename: str) -> tuple[CodeType, tuple[Import, ...]]:
    tree = ast.parse(text, filename=file)
    return compile(tree, filename, "exec", dont_inherit=True), imports_of(tree)


def _syntax_error(manifest: Manifest, file: str, text: str, error: SyntaxError) -> LoadError:
    where = f"{file}:{error.lineno}"
    if manifest.subtype == "python2" or looks_like_python2(text):
        return python2_code(where)
    shown = (error.text or "").strip()
    return LoadError(
        f"syntax error in the Python code: {error.msg}",
        where=where,
        advice=((f"> {shown}",) if shown else ()),
    )
