import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

CLIENT = Path(__file__).parent.parent


class Wheel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def build(self, name):
        target = self.folder / name
        target.mkdir()
        told = self.run_python(sys.executable, str(CLIENT / "build_wheel.py"), str(target))
        return target / told.strip()

    def run_python(self, *command):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout.decode("utf-8"))
        return done.stdout.decode("utf-8")

    def test_the_same_source_makes_the_same_bytes(self):
        self.assertEqual(self.build("once").read_bytes(), self.build("again").read_bytes())

    def test_it_holds_the_client_and_nothing_else(self):
        with zipfile.ZipFile(self.build("built")) as wheel:
            names = wheel.namelist()
            listed = wheel.read("understudy-0.1.0.dist-info/RECORD").decode("utf-8")
        self.assertTrue(all(name.split("/")[0] in ("understudy", "understudy-0.1.0.dist-info") for name in names), names)
        self.assertEqual([line.split(",")[0] for line in listed.splitlines()], names)

    def test_pip_installs_it_without_a_network(self):
        wheel = self.build("built")
        environment = self.folder / "environment"
        try:
            self.run_python(sys.executable, "-m", "venv", str(environment))
        except AssertionError as lacking:
            self.skipTest("this Python makes no environments: %s" % lacking)
        python = str(environment / "bin" / "python")
        self.run_python(python, "-m", "pip", "install", "--no-index", "--disable-pip-version-check", str(wheel))
        told = self.run_python(python, "-c", "import understudy; print(understudy.__file__, understudy.connect('http://x'))")
        self.assertIn(str(environment), told)
        self.assertIn("understudy.connect('http://x')", told)


if __name__ == "__main__":
    unittest.main()
