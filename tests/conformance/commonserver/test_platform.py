"""What reads or changes the world around it: environment, server, logs, stores, files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from . import arguments as some
from .compare import agree
from .observed import Call, plain
from .oracle import Pair

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
addresses = st.none() | st.sampled_from(
    ["", "host:8080", "http://h", "https://h:1", "socks5://h", "socks4://h", "ftp://h", " x"]
)
environments = st.fixed_dictionaries({}, optional=dict.fromkeys((*VARIABLES, *BUNDLES), addresses))
params = st.fixed_dictionaries(
    {},
    optional={
        name: st.booleans() | some.empties | st.sampled_from(["true", "false"])
        for name in ("proxy", "insecure", "unsecure", "own")
    },
)


def both(modules: Pair, name: str, show: Any) -> str:
    """Gives both modules a function of that name which shows what ``show`` makes of the module."""
    for side in (modules.real, modules.ours):
        setattr(side, name, lambda *args, _m=side, **kwargs: plain(show(_m, *args, **kwargs)))
    return name


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restored after the test, whatever its calls make of it."""
    for name in (*VARIABLES, *BUNDLES):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def in_environment(module: Any, function: str, given: Any, *args: Any, **kwargs: Any) -> Any:
    """The answer, and the variables after."""
    for name in (*VARIABLES, *BUNDLES):
        os.environ.pop(name, None)
    os.environ.update({name: value for name, value in given.items() if value is not None})
    answer = getattr(module, function)(*args, **kwargs)
    return answer, {name: os.environ.get(name) for name in (*VARIABLES, *BUNDLES)}


@pytest.mark.parametrize(
    "function", ["ensure_proxy_has_http_prefix", "skip_proxy", "skip_cert_verification"]
)
def test_the_environment(modules: Pair, function: str) -> None:
    def show(module: Any, given: Any) -> Any:
        return in_environment(module, function, given)

    agree(modules, both(modules, "shown_environment", show), some.calls(environments))


def test_handle_proxy(modules: Pair) -> None:
    def show(module: Any, given: Any, **kwargs: Any) -> Any:
        return in_environment(module, "handle_proxy", given, **kwargs)

    calls = some.calls(
        environments,
        proxy_param_name=st.sampled_from(["proxy", "own", "none", ""]),
        checkbox_default_value=st.booleans(),
        handle_insecure=st.booleans(),
        insecure_param_name=st.sampled_from([None, "own", "insecure"]),
        server=st.fixed_dictionaries({"params": params}),
    )
    agree(modules, both(modules, "shown_proxy", show), calls, examples=200)


def test_add_http_prefix(modules: Pair) -> None:
    agree(modules, "add_http_prefix_if_missing", some.calls(addresses | some.wrong))


SERVERS = st.builds(
    lambda version, build: {"demistoVersion": {"version": version, "buildNumber": build}},
    # Not 6.13.0: the checkout of October 2022 compares versions as texts.
    st.sampled_from(["5.5.0", "6.0.0", "6.2.0", "8.1.0"]),
    st.sampled_from(["1", "12345", "REPLACE_THIS_WITH_CI_BUILD_NUM", ""]),
)


def test_the_servers_version(modules: Pair) -> None:
    def show(module: Any, version: Any, build: Any) -> Any:
        module.get_demisto_version._server_version = None  # what it remembers
        told = module.get_demisto_version_as_str()
        return (
            told,
            module.is_demisto_version_ge(version),
            module.is_demisto_version_ge(version, build_number=build),
        )

    calls = some.calls(
        st.sampled_from(["5.0.0", "6.2.0", "6.3.0", "7", ""]),
        st.sampled_from(["", "1", "99999"]),
        server=SERVERS,
    )
    agree(modules, both(modules, "shown_version", show), calls)


RUNS = some.objects | some.empties


@pytest.mark.parametrize("version", ["6.1.0", "6.5.0", "6.6.0", "7.0.0"])
def test_the_last_mirror_run(modules: Pair, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    server_is = {"version": version, "buildNumber": "1"}
    for side in (modules.real, modules.ours):
        monkeypatch.setattr(side, "get_demisto_version", lambda told=server_is: told)
    answers = st.fixed_dictionaries({"getLastMirrorRun": RUNS})
    agree(modules, "get_last_mirror_run", some.calls(server=answers))
    agree(modules, "set_last_mirror_run", some.calls(RUNS | some.wrong, server=answers))


def test_the_context_with_its_version(modules: Pair) -> None:
    stored = st.fixed_dictionaries({"context": some.objects})
    agree(
        modules,
        "get_integration_context_with_version",
        some.calls(sync=st.booleans(), server=stored),
    )


@pytest.mark.parametrize("data", ["text é", b"\x00\xff", "", b""])
@pytest.mark.parametrize("name", ["a.txt", "../../etc/passwd", "a b/é.txt", ""])
def test_a_file(
    modules: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: Any
) -> None:
    monkeypatch.chdir(tmp_path)

    def show(module: Any) -> Any:
        entry = module.fileResult(name, data)
        written = {path.name: path.read_bytes() for path in sorted(tmp_path.iterdir())}
        for path in tmp_path.iterdir():
            path.unlink()
        return entry, written

    modules.same_call(both(modules, "shown_file", show), Call())


def test_the_log(modules: Pair) -> None:
    """What is logged, its secrets out of it, and what ``logger`` wraps."""

    def show(module: Any, texts: Any, secret: Any) -> Any:
        said: list[str] = []
        module.LOG.messages, module.LOG.replace_strs = [], []
        module.add_sensitive_log_strs(secret)
        wrapped = module.logger(lambda *args, **kwargs: len(args) + len(kwargs))
        answers = [wrapped(*texts), wrapped(a=secret, b=texts)]
        for text in texts:
            said.append(module.LOG(text))
        # What the next test logs has other secrets.
        module.LOG.replace_strs = []
        return answers, said, module.LOG.messages

    calls = some.calls(st.lists(some.words, max_size=3), some.words)
    agree(modules, both(modules, "shown_log", show), calls)


def test_threads_may_share_the_object(modules: Pair) -> None:
    def show(module: Any) -> Any:
        return module.support_multithreading(), module.demisto.info("still there")

    modules.same_call(both(modules, "shown_threads", show), Call())
