"""Runs a Databricks notebook (.py) under plain CPython, with `spark` standing for a session in a JVM.

usage: notebook_shim.py NOTEBOOK WIDGETS_AS_JSON

Every call on a Spark object goes to the JVM as one line of JSON on standard output, and its answer comes as one
line on standard input. Each foreachBatch callback runs in a thread of its own, as in pyspark, so that streams are
concurrent here as they are there. What a notebook prints goes to standard error. Covered is what notebooks of SQL
need: sql, table, read and write streams, foreachBatch, temporary views, collect, dtypes, widgets. Dates and
timestamps arrive as text.
"""

import decimal
import itertools
import json
import os
import queue
import re
import sys
import threading
import traceback
import types

# attributes that pyspark reads without parentheses
PROPERTIES = {
    "catalog", "columns", "conf", "isActive", "isStreaming", "read", "readStream", "sparkSession", "streams",
    "version", "write", "writeStream",
}
CELL = re.compile(r"^# COMMAND -+\s*$", re.MULTILINE)


class Exit(BaseException):
    """dbutils.notebook.exit"""


class Row(tuple):
    """A row of collect(): by name, by attribute, by index."""

    def __new__(cls, names, values):
        row = super().__new__(cls, values)
        row.names = names
        return row

    def __getitem__(self, at):
        return super().__getitem__(self.names.index(at) if isinstance(at, str) else at)

    def __getattr__(self, name):
        if name in self.__dict__.get("names", ()):
            return self[name]
        raise AttributeError(name)

    def asDict(self):
        return dict(zip(self.names, self))


class Wire:
    """Calls to the JVM from any thread, and its callbacks."""

    def __init__(self):
        self.out = os.fdopen(os.dup(1), "w", encoding="utf-8")
        self.inp = os.fdopen(os.dup(0), "r", encoding="utf-8")
        os.dup2(2, 1)  # what a notebook prints must not reach the wire
        self.lock = threading.Lock()
        self.ids = itertools.count()
        self.waiting = {}
        self.functions = {}
        threading.Thread(target=self.read, daemon=True).start()

    def send(self, message):
        with self.lock:
            self.out.write(json.dumps(message) + "\n")
            self.out.flush()

    def call(self, ref, method, args):
        number = next(self.ids)
        answer = self.waiting[number] = queue.Queue(1)
        self.send({"call": number, "ref": ref, "method": method, "args": [self.encode(a) for a in args]})
        message = answer.get()
        if "error" in message:
            raise RuntimeError(message["error"])
        return self.decode(message["value"])

    def read(self):
        for line in self.inp:
            message = json.loads(line)
            if "callback" in message:
                threading.Thread(target=self.run_callback, args=(message,), daemon=True).start()
            else:
                self.waiting.pop(message["call"]).put(message)

    def run_callback(self, message):
        done = {"returned": message["callback"]}
        try:
            self.functions[message["function"]](*[self.decode(a) for a in message["args"]])
        except BaseException:
            done["error"] = traceback.format_exc()
        self.send(done)

    def encode(self, value):
        if isinstance(value, Remote):
            return {"ref": value._ref}
        if callable(value):
            self.functions[id(value)] = value
            return {"function": id(value)}
        if isinstance(value, (list, tuple)):
            return {"list": [self.encode(v) for v in value]}
        if isinstance(value, dict):
            return {"map": {k: self.encode(v) for k, v in value.items()}}
        return {"value": value}

    def decode(self, value):
        if "ref" in value:
            return Remote(self, value["ref"])
        if "row" in value:
            return Row(value["names"], [self.decode(v) for v in value["row"]])
        if "list" in value:
            return [self.decode(v) for v in value["list"]]
        if "decimal" in value:
            return decimal.Decimal(value["decimal"])
        return value["value"]


class Remote:
    """An object in the JVM."""

    def __init__(self, wire, ref):
        self.__dict__.update(_wire=wire, _ref=ref)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "dtypes":
            return [tuple(pair) for pair in self._wire.call(self._ref, name, [])]
        if name in PROPERTIES:
            return self._wire.call(self._ref, name, [])
        return lambda *args, **named: self._wire.call(self._ref, name, self._arguments(name, args, named))

    @staticmethod
    def _arguments(name, args, named):
        if name in ("option", "options"):
            # pyspark turns every option into text
            args = [str(a).lower() if isinstance(a, bool) else str(a) for a in args]
        return [*args, named] if name == "trigger" else [*args, *named.values()]


class Widgets:
    def __init__(self, given):
        self.given = given
        self.values = {}

    def text(self, name, default, label=None):
        self.values[name] = self.given.get(name, default)

    def dropdown(self, name, default, choices, label=None):
        self.text(name, default)

    def get(self, name):
        return self.values[name]


def leave(value):
    raise Exit(value)


def place(notebook, source, error):
    """The cell and the line of the notebook at which the error arose."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == notebook]
    line = lines[-1] if lines else getattr(error, "lineno", None) or 1
    cell = 1 + sum(1 for m in CELL.finditer(source) if source.count("\n", 0, m.start()) + 1 < line)
    return f"{os.path.basename(notebook)}, cell {cell}, line {line}"


def main():
    notebook, widgets = os.path.abspath(sys.argv[1]), json.loads(sys.argv[2])
    wire = Wire()
    os.chdir(os.path.dirname(notebook))  # where a notebook of a workspace runs
    dbutils = types.SimpleNamespace(widgets=Widgets(widgets), notebook=types.SimpleNamespace(exit=leave))
    scope = {"spark": Remote(wire, 0), "dbutils": dbutils, "display": print, "__name__": "__main__"}
    with open(notebook, encoding="utf-8") as file:
        source = file.read()
    try:
        exec(compile(source, notebook, "exec"), scope)
        wire.send({"end": None})
    except Exit as e:
        wire.send({"end": str(e)})
    except BaseException as e:
        wire.send({"end": None, "place": place(notebook, source, e), "error": traceback.format_exc()})


main()
