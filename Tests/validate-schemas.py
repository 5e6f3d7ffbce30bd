"""Validates the examples and the golden JSON artifacts against schemas/, with an implementation that is not ours.

Needs jsonschema and PyYAML. Ends with a count, or with exit code 1 and every violation.
"""

import json
import pathlib
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent


def validator(name):
    schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def violations(path, document, schema):
    return [f"{path.relative_to(ROOT)}: {error.json_path}: {error.message}" for error in schema.iter_errors(document)]


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
    topology, memslots, layout = validator("topology"), validator("memslots"), validator("layout")
    found, count = [], 0
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        found += violations(path, yaml.safe_load(path.read_text()), topology)
        count += 1
    for name, schema in (("memslots", memslots), ("layout", layout)):
        for path in sorted((ROOT / "golden").glob(f"*/{name}.json")):
            found += violations(path, json.loads(path.read_text()), schema)
            count += 1
    # A validator that accepts anything would show nothing.
    for text in ("{memc: 1, memroy: 1GiB}", "{memc: 1, memory: 4GB}", "{memory: 1GiB}"):
        if topology.is_valid(yaml.safe_load(text)):
            found.append(f"the schema accepts {text}")
    for name in ("topology", "memslots", "layout"):
        schema = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text())
        found += [f"{name}: {line}" for line in shortcomings(schema, schema)]
    for line in found:
        print(line)
    print(f"{count} files validated, {len(found)} violations")
    return 1 if found or count == 0 else 0


sys.exit(main())
