"""Reads the tables that the lab compares with, by the specification and without memc: ACPI 6.5, sections 5.2.16, 5.2.17 and
5.2.28; Linux's zero page."""

import dataclasses
import struct


def e820(page: bytes) -> list[tuple[int, int, int]]:
    """The entries of an e820.bin: beginning, length, type."""
    return [struct.unpack_from("<QQI", page, start) for start in range(0, len(page) - 19, 20)]


def present(madt: bytes) -> int:
    """How many CPUs an MADT says are there: local APICs, local x2APICs and GICCs that are enabled."""
    count, place = 0, 44
    while place + 2 <= len(madt):
        kind, length = madt[place], madt[place + 1]
        if (flags := {0: 4, 9: 8, 11: 12}.get(kind)) is not None:
            count += madt[place + flags] & 1
        place += max(length, 2)
    return count


def slit(table: bytes) -> list[bytes]:
    """The rows of a SLIT."""
    (count,) = struct.unpack_from("<Q", table, 36)
    return [table[44 + row * count:44 + (row + 1) * count] for row in range(count)]


@dataclasses.dataclass
class SRAT:
    """What an SRAT says."""

    #: The domain of each CPU by its APIC ID.
    cpus: dict[int, int]
    #: The domains of generic initiators.
    initiators: list[int]


def srat(table: bytes) -> SRAT:
    """What an SRAT says, of structures that count."""
    found = SRAT({}, [])
    place = 48
    while place + 2 <= len(table):
        kind, length = table[place], table[place + 1]
        body = table[place:place + length]
        if kind == 0 and body[4] & 1:
            found.cpus[body[3]] = body[2] | int.from_bytes(body[9:12], "little") << 8
        elif kind == 2:
            domain, number, flags = struct.unpack_from("<III", body, 4)
            if flags & 1:
                found.cpus[number] = domain
        elif kind == 5 and struct.unpack_from("<I", body, 24)[0] & 1:
            found.initiators.append(struct.unpack_from("<I", body, 4)[0])
        place += max(length, 2)
    return found


@dataclasses.dataclass
class HMAT:
    """What an HMAT says."""

    #: For each domain with memory, the domain of its initiator; None where it has none.
    initiators: dict[int, int | None]
    #: Latencies in picoseconds and bandwidths in MB/s by data type, initiator and target.
    values: dict[tuple[int, int, int], int]
    #: Memory-side caches by domain: size, attributes.
    caches: dict[int, list[tuple[int, int]]]


def hmat(table: bytes) -> HMAT:
    """What an HMAT says."""
    found = HMAT({}, {}, {})
    place = 40
    while place + 8 <= len(table):
        kind, _, length = struct.unpack_from("<HHI", table, place)
        body = table[place:place + length]
        if kind == 0:
            flags, _, initiator, memory = struct.unpack_from("<HHII", body, 8)
            found.initiators[memory] = initiator if flags & 1 else None
        elif kind == 1:
            data, rows, columns = body[9], *struct.unpack_from("<II", body, 12)
            (base,) = struct.unpack_from("<Q", body, 24)
            numbers = struct.unpack_from(f"<{rows + columns}I", body, 32)
            entries = struct.unpack_from(f"<{rows * columns}H", body, 32 + 4 * (rows + columns))
            for row in range(rows):
                for column in range(columns):
                    entry = entries[row * columns + column]
                    if entry not in (0, 0xFFFF):
                        found.values[data, numbers[row], numbers[rows + column]] = entry * base
        elif kind == 2:
            memory, _, size, attributes = struct.unpack_from("<IIQI", body, 8)
            found.caches.setdefault(memory, []).append((size, attributes))
        place += max(length, 8)
    return found
