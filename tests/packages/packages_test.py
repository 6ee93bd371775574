#!/usr/bin/env python3
"""Makes Debian's packages of a build, and uses them as who installs them does.

  tests/packages/packages_test.py BUILD SOURCE

They are unpacked into a folder of the test, and run, built against and read there; nothing is
installed. What Debian's dpkg makes of them on a bare system, bare_debian.sh shows.
"""

import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

BUILD, SOURCE = (pathlib.Path(path).resolve() for path in sys.argv[1:3])
PACKAGES = ["taqvimd", "taqvim-web", "taqvim", "libtaqvim-dev"]
UNITS = ["taqvimd.service", "taqvim-web.service", "taqvim-backup.service"]
# Of 10; what is left, taqvimd.service says why.
MOST_EXPOSURE = 2.0
# Within it all must happen that is waited for: far more than it takes.
PATIENCE = 500


def run(*command, **options):
    """Runs it to its end; answers what it printed."""
    done = subprocess.run([str(word) for word in command], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE,
                          **options)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}"
    return done.stdout


class PackagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        # Debian's own compression takes half a minute, for the same content.
        run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", cls.folder / "made",
            "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip")
        cls.packages = sorted((cls.folder / "made").glob("*.deb"))
        cls.root = cls.folder / "root"
        for package in cls.packages:
            run("dpkg-deb", "--extract", package, cls.root)

    def test_there_is_one_for_each_thing_to_install(self):
        names = [run("dpkg-deb", "--field", package, "Package").strip()
                 for package in self.packages]
        self.assertEqual(sorted(names), sorted(PACKAGES))

    def test_lintian_finds_nothing_that_is_not_excepted(self):
        # manual_test has looked at the manual pages, of which there are many.
        run("lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0",
            "--dont-check-part", "documentation/manual", *self.packages)

    def test_programs_say_which_libraries_they_need(self):
        for package in self.packages[1:]:
            self.assertRegex(run("dpkg-deb", "--field", package, "Depends"), r"libc6 \(>= .*libgrpc")

    def test_units_leave_little_to_an_attacker(self):
        for unit in UNITS:
            run("systemd-analyze", "security", "--offline=true", "--no-pager",
                f"--threshold={int(MOST_EXPOSURE * 10)}", self.unit(unit))

    def test_units_are_such_as_systemd_understands(self):
        for unit in [*UNITS, "taqvim-backup.timer"]:
            told = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no",
                       f"--root={self.root}", f"/usr/lib/systemd/system/{unit}")
            self.assertEqual(told, "", unit)

    def test_units_bound_memory_and_descriptors(self):
        for unit in UNITS[:2]:
            text = self.unit(unit).read_text()
            self.assertRegex(text, r"(?m)^MemoryMax=\dG$")
            self.assertRegex(text, r"(?m)^LimitNOFILE=65536$")
            self.assertRegex(text, r"(?m)^Type=notify$")

    def test_what_units_start_is_there_with_its_settings(self):
        for unit in UNITS[:2]:
            program, settings = re.search(r"ExecStart=(\S+) --config (\S+)",
                                          self.unit(unit).read_text()).groups()
            self.assertTrue(os.access(self.root / program[1:], os.X_OK), program)
            self.assertTrue((self.root / settings[1:]).is_file(), settings)

    def test_settings_are_kept_through_upgrades(self):
        for name, file in (("taqvimd", "taqvimd.toml"), ("taqvim-web", "taqvim-web.toml")):
            package, = (path for path in self.packages if path.name.startswith(f"{name}_"))
            self.assertEqual(run("dpkg-deb", "--info", package, "conffiles"),
                             f"/etc/taqvim/{file}\n")

    def test_each_program_has_a_manual_page_with_all_flags(self):
        for program in ("taqvimd", "taqvim-web"):
            page = self.page(f"man8/{program}.8.gz")
            flags = re.findall(r"^ +(?:-\w,)?(--[\w-]+)",
                               run(self.root / "usr/sbin" / program, "--help"), re.MULTILINE)
            self.assertGreater(len(flags), 10)
            for flag in flags:
                self.assertIn(flag.replace("-", r"\-"), page)
        self.assertIn(".SH NAME", self.page("man1/taqvim-events-create.1.gz"))

    def test_each_command_of_the_server_has_a_manual_page(self):
        told = " ".join(run(self.root / "usr/sbin/taqvimd", "--help").split())
        commands = set(re.findall(r"taqvimd ([a-z][\w-]*) --help", told))
        self.assertLessEqual({"init", "token", "repair-clock"}, commands)
        for command in commands:
            self.assertIn(".SH NAME", self.page(f"man8/taqvimd-{command}.8.gz"))

    def test_pages_for_operators_lead_to_what_is_there(self):
        pages = self.root / "usr/share/doc/taqvimd"
        for page in ("installing", "operations", "cluster", "recovery", "metrics"):
            text = (pages / f"{page}.md").read_text()
            for link in re.findall(r"\]\((?!https?:|\.\./)([^)#]+)", text):
                self.assertTrue((pages / link).is_file(), f"{page}.md: {link}")
        for file in ("scrape.yaml", "alerts.yaml", "dashboard.json"):
            self.assertTrue((self.root / "usr/share/taqvimd/monitoring" / file).is_file(), file)

    def test_shells_complete_the_command_line(self):
        share = self.root / "usr/share"
        told = run("bash", "--norc", "-c", f"source {share}/bash-completion/completions/taqvim; "
                   "complete -p taqvim")
        self.assertIn("taqvim", told)
        for file in ("zsh/vendor-completions/_taqvim", "fish/vendor_completions.d/taqvim.fish"):
            self.assertIn("taqvim", (share / file).read_text())

    def test_the_server_the_site_and_a_program_of_others_work_together(self):
        data = self.folder / "schedule.db"
        taqvimd, taqvim = self.root / "usr/sbin/taqvimd", self.root / "usr/bin/taqvim"
        settings = self.settings("taqvimd.toml", {
            "/var/lib/taqvim/schedule.db": data, "127.0.0.1:8750": "127.0.0.1:0",
            '#anonymous-role = "public"': 'anonymous-role = "admin"'})
        run(taqvimd, "init", "--config", settings)
        server, address = self.serve(taqvimd, "--config", settings)
        variables = {**os.environ, "TAQVIM_SERVER": address, "HOME": str(self.folder)}
        run(taqvim, "apply", "-f", SOURCE / "deploy/demo/directory.yaml", env=variables)
        run(taqvim, "apply", "-f", SOURCE / "deploy/demo/astana-2025.yaml", env=variables)
        settings = self.settings("taqvim-web.toml", {
            "127.0.0.1:8750": address, "127.0.0.1:8780": "127.0.0.1:0",
            "token-file": "#token-file", "#public-address": "public-address"})
        self.check_program(self.built_with_cmake(), address)
        self.check_program(self.built_with_pkg_config(), address)
        server.terminate()
        self.assertEqual(server.wait(PATIENCE), 0)
        site, address = self.serve(self.root / "usr/sbin/taqvim-web", "--config", settings)
        with urllib.request.urlopen(f"http://{address}/timeline", timeout=PATIENCE) as answer:
            self.assertIn("<title>", answer.read().decode())
        site.terminate()
        self.assertEqual(site.wait(PATIENCE), 0)

    def test_the_contract_can_be_compiled_for_other_languages(self):
        protos = self.root / "usr/share/taqvim/proto"
        files = sorted(protos.glob("taqvim/v1/*.proto"))
        self.assertEqual(len(files), len(list((SOURCE / "proto/taqvim/v1").glob("*.proto"))))
        run("protoc", "-I", protos, f"--descriptor_set_out={self.folder / 'set'}", *files)

    def unit(self, name):
        return self.root / "usr/lib/systemd/system" / name

    def page(self, name):
        file = self.root / "usr/share/man" / name
        text = gzip.decompress(file.read_bytes()).decode()
        run("mandoc", "-T", "lint", "-W", "error", file)
        return text

    def settings(self, name, changes):
        """The settings that are installed, as they are edited."""
        text = (self.root / "etc/taqvim" / name).read_text()
        for old, new in changes.items():
            self.assertIn(old, text)
            text = text.replace(old, str(new))
        (self.folder / name).write_text(text)
        return self.folder / name

    def serve(self, *command):
        log = open(self.folder / "log", "a", encoding="utf-8")
        self.addCleanup(log.close)
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE,
                                   stderr=log, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        line = process.stdout.readline()
        self.assertTrue(line.startswith("listening on "), (self.folder / "log").read_text())
        return process, line.removeprefix("listening on ").strip()

    def check_program(self, program, address):
        events = run(program, address).splitlines()
        self.assertIn("events/astana-2025", events)

    def consumer(self):
        return SOURCE / "tests/packages/consumer"

    def built_with_cmake(self):
        folder = self.folder / "consumer"
        launcher = shutil.which("ccache") or ""
        run("cmake", "-S", self.consumer(), "-B", folder, "-G", "Ninja",
            f"-DCMAKE_PREFIX_PATH={self.root}/usr", f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}")
        run("cmake", "--build", folder)
        return folder / "consumer"

    def built_with_pkg_config(self):
        path, = self.root.glob("usr/lib/*/pkgconfig")
        flags = run("pkg-config", "--cflags", "--libs", "taqvim-client",
                    env={**os.environ, "PKG_CONFIG_PATH": str(path)}).split()
        run("g++", "-std=c++20", self.consumer() / "consumer.cc", *flags, "-o",
            self.folder / "built-with-pkg-config")
        return self.folder / "built-with-pkg-config"


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
