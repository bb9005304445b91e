"""A server that is running, with models of no library."""

import importlib.util
import os
import time
import unittest
import uuid
from pathlib import Path

import understudy

HERE = Path(__file__).parent
PATIENCE = 60


def has(*modules):
    return all(importlib.util.find_spec(module) for module in modules)


def rows_of(table):
    """A frame, or the rows that stand for one where pandas is not there."""
    return table.to_dict("records") if hasattr(table, "to_dict") else table


@unittest.skipUnless(os.environ.get("UNDERSTUDY_SERVER"), "UNDERSTUDY_SERVER names no server")
class WithServer(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.server = understudy.connect()
        self.name = "model-" + uuid.uuid4().hex[:12]

    def eventually(self, what, holds):
        """Waits for what happens by itself."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), deadline, "not within %d s: %s" % (PATIENCE, what))
            time.sleep(0.05)

    def refused(self, call, *arguments, **more):
        with self.assertRaises(understudy.Refused) as caught:
            call(*arguments, **more)
        return caught.exception

    def typed(self):
        """A model that says what it was given, by a feature of each kind."""
        return self.server.register(self.name, HERE / "typed")

    def scored(self, text="model.txt"):
        """Trees in LightGBM's format: 0.25 up to the age of 40, else 0.75 (or the other way round)."""
        return self.server.register(self.name, HERE / text)
