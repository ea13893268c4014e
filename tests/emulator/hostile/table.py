"""Hostile integrations, a few lines each: what one fetch executes, by name.

Where a body comes to its end, the fetch goes on as a good one.
"""

from __future__ import annotations

# The fetch ends, ill or well, and its process lives on.
LIVES = {
    "str raises": "class Odd(Exception):\n    def __str__(self): return self.args[1]\nraise Odd('x')",
    "str is no text": "class Odd(Exception):\n    def __str__(self): return 1\nraise Odd",
    "str exits": "class Odd(Exception):\n    def __str__(self): sys.exit(3)\nraise Odd",
    "str interrupts": "class Odd(Exception):\n    def __str__(self): raise KeyboardInterrupt\nraise Odd",
    "str is a text of its own": "class Text(str):\n    def strip(self): 1 / 0\n"
    "class Odd(Exception):\n    def __str__(self): return Text('odd')\nraise Odd",
    "a cause whose str raises": "class Odd(Exception):\n    def __str__(self): 1 / 0\n"
    "try:\n    raise Odd\nexcept Odd as error:\n    raise ValueError('after it') from error",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "SIGINT to itself": "os.kill(os.getpid(), 2)\ntime.sleep(1)",
    "GeneratorExit": "raise GeneratorExit",
    "BaseException": "class Odd(BaseException): pass\nraise Odd('odd')",
    "exit with an object": "class Odd:\n    def __str__(self): 1 / 0\nsys.exit(Odd())",
    "exit with an odd number": "class Odd(int):\n    def __eq__(self, other): 1 / 0\nsys.exit(Odd(3))",
    "recursion": "def again(): again()\nagain()",
    "a ring of causes": "try:\n    raise ValueError('a')\nexcept ValueError as a:\n"
    "    b = TypeError('b')\n    a.__context__, b.__cause__ = b, a\n    raise b",
    "a lone surrogate": "raise ValueError('half \\ud800 of it')",
    "a long message": "raise ValueError('x' * 3_000_000)",
    "a NUL": "raise ValueError('a\\x00b')",
    "NaN": "demisto.incidents([{'name': 'n', 'severity': float('nan'), 'rawJSON': '{\"a\": NaN}'}])",
    "Infinity in the last run": "demisto.setLastRun({'n': float('inf')})\n1 / 0",
    "an integer of 5000 digits": "demisto.incidents([{'name': 10 ** 5000}])",
    "a surrogate in an incident": "demisto.incidents([{'name': '\\ud800', 'rawJSON': '{}'}])",
    "a list within itself": "ring = []\nring.append(ring)\ndemisto.setLastRun({'ring': ring})",
    "deep nesting": "deep = []\nfor _ in range(5000): deep = [deep]\ndemisto.setLastRun({'deep': deep})",
    "no JSON": "demisto.setLastRun({'x': object()})",
    "keys that are none": "demisto.setLastRun({(1, 2): 3})",
    "incidents of text": "demisto.incidents('x')\n1 / 0",
    "results of nothing": "demisto.results(None)",
    "an object that lies": "class Odd:\n    @property\n    def __class__(self): 1 / 0\n"
    "demisto.incidents(Odd())",
    "stdout closed": "sys.stdout.close()\nsys.stderr.close()\nprint('x')",
    "stdout gone": "sys.stdout = sys.stderr = None\nprint('x')",
    "its folder removed": "import shutil\nshutil.rmtree(os.getcwd())",
    "the temporary folder removed": "import shutil\nshutil.rmtree(os.environ['TMPDIR'])",
    "another folder": "os.chdir('/')",
    "no environment": "os.environ.clear()",
    "no path": "sys.path.clear()",
    "a thread that raises": "import threading\nthreading.Thread(target=lambda: 1 / 0).start()",
    "a fork that returns": "if os.fork() == 0: demisto.debug('forked')",
    "a fork that exits": "if os.fork() == 0: sys.exit(5)",
    "a fork that raises": "if os.fork() == 0: raise ValueError('forked')",
    "a process with a session of its own": "import subprocess\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
    "a session of its own": "import subprocess\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True)",
    "an orphan in a session of its own": "if os.fork() == 0:\n    os.setsid()\n"
    "    if os.fork() == 0:\n        import ctypes\n        ctypes.CDLL(None).sleep(600)\n    os._exit(0)",
    "signals to its parent": "for one in (1, 2, 3, 10, 12, 14, 15, 29): os.kill(os.getppid(), one)",
    "its parent stopped": "os.kill(os.getppid(), 19)",
    "signals ignored": "import signal\nfor one in (1, 2, 13, 15, 29): signal.signal(one, signal.SIG_IGN)",
    "an alarm": "import signal\nsignal.alarm(1)\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)",
    "no room on the stack": "sys.setrecursionlimit(sys.getrecursionlimit() // 2)",
    "other names on demisto": "demisto.setLastRun = demisto.incidents = None",
    "a wait for ever": "import threading\nthreading.Event().wait()",
    "a wait for years": "time.sleep(10 ** 9)",
}

# The process goes with it.
DIES = {
    "os._exit": "os._exit(3)",
    "os._exit well": "os._exit(0)",
    "SIGKILL": "os.kill(os.getpid(), 9)",
    "SIGTERM": "os.kill(os.getpid(), 15)",
    "SIGKILL to its parent": "os.kill(os.getppid(), 9)\nimport ctypes\nctypes.CDLL(None).sleep(2)",
    "a session, then death": "if os.fork() == 0:\n    os.setsid()\n    import ctypes\n"
    "    ctypes.CDLL(None).sleep(600)\nos._exit(1)",
    "a session of the process itself": "os.setsid()\nos.kill(os.getpid(), 9)",
    "SIGTERM to its group": "os.killpg(0, 15)",
    "abort": "os.abort()",
    "a segmentation fault": "import ctypes\nctypes.string_at(0)",
    "demisto emptied": "demisto.__dict__.clear()",
    "modules emptied": "sys.modules.clear()",
    "no builtins": "import builtins\nfor name in ('len', 'isinstance', 'type'): delattr(builtins, name)",
    "json gutted": "json.dumps = json.loads = None",
    "os gutted": "os.write = os.pwrite = os.getpid = None",
    "time gutted": "time.sleep = time.time = time.monotonic = None",
    "descriptors closed": "os.closerange(0, 64)",
    "descriptors taken": "for fd in range(3, 4096):\n    try: os.dup2(0, fd)\n    except OSError: pass",
    "no more descriptors": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))",
    "no file larger than nothing": "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))",
}

# Nothing ends it but a limit.
HANGS = {
    "a loop": "while True: pass",
    "a loop that catches all": "while True:\n    try: time.sleep(1)\n    except: pass",
    "a loop in a thread, after the fetch": "import threading\ndef later():\n    time.sleep(30)\n"
    "    while True: pass\nthreading.Thread(target=later, daemon=True).start()",
    "500 threads": "import threading\ndef beat():\n    while True: time.sleep(0.01)\n"
    "for _ in range(500): threading.Thread(target=beat, daemon=True).start()",
    "native code": "import ctypes\nctypes.CDLL(None).sleep(600)",
    "stopped": "os.kill(os.getpid(), 19)",
    "SIGIO ignored": "import signal\nsignal.signal(29, signal.SIG_IGN)\nwhile True: pass",
}
