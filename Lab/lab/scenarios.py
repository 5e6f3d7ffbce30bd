"""What is realized on the emulated host, whose two nodes have 1.5 GiB each."""

from .host import Scenario

MIB = 1 << 20
POOL = "/sys/devices/system/node/node{}/hugepages/hugepages-2048kB/nr_hugepages"


def topology(*nodes: str) -> str:
    """A topology of such nodes."""
    return "memc: 1\ncpus: 1\nnodes:\n" + "".join(f"  - {{{node}}}\n" for node in nodes)


def pools(*pages: int) -> str:
    """Makes the pools of the nodes so large."""
    return "\n".join(f"echo {count} > {POOL.format(node)}" for node, count in enumerate(pages))


NO_POOLS = pools(0, 0)


def captured(arguments: str, prefault: str = "echo 'defaults: {prefault: on}' >> topo.yaml") -> str:
    """Has the host make the topology, all of whose pages are there from the start."""
    return f"memc capture --for-guest {arguments} -o topo.yaml\n{prefault}"


#: Where the topology has defaults already.
AMONG_DEFAULTS = "sed -i 's/^defaults: {/&prefault: on, /' topo.yaml"


def limited(first: str = "true", **limits: str) -> dict[str, str]:
    """A control group with limits, in which memc runs, and what is done before."""
    group = "/sys/fs/cgroup/lab"
    files = "\n".join(f"echo {value} > {group}/{name.replace('__', '.')}" for name, value in limits.items())
    return {
        "prepare": f"{first}\nmkdir {group}\n{files}", "within": f"sh /bin/within {group}", "cleanup": f"rmdir {group}\n{NO_POOLS}",
    }


#: Memory that another process has on node 0, and that is to be on node 1. The process has a name of its own, as what is
#: judged is whoever is called memc.
TAKEN = topology("memory: 64MiB, backing: shared, host_nodes: [1], prefault: on")
GIVEN = (
    "sed 's/host_nodes: .1./host_nodes: [0]/' topo.yaml > given.yaml\n"
    "cp /bin/memc giver\n"
    "./giver realize given.yaml --share given.sock > /dev/null 2>&1 &\n"
    "while [ ! -S given.sock ]; do usleep 20000; done"
)

SCENARIOS = [
    Scenario("bound to node 0", topology("memory: 64MiB, host_nodes: [0], prefault: on"),
             bytes_of_nodes={0: 64 * MIB}),
    Scenario("bound to node 1", topology("memory: 64MiB, host_nodes: [1], prefault: on"),
             bytes_of_nodes={1: 64 * MIB}),
    Scenario("a node on each", topology("memory: 48MiB, host_nodes: [1], prefault: on",
                                        "memory: 32MiB, host_nodes: [0], prefault: on"),
             bytes_of_nodes={0: 32 * MIB, 1: 48 * MIB}),
    Scenario("interleaved", topology("memory: 64MiB, host_nodes: [0, 1], policy: interleave, prefault: on"),
             bytes_of_nodes={0: 32 * MIB, 1: 32 * MIB}),
    # The kernel of the host is older than what weighs nodes.
    Scenario("interleaved by weights",
             topology("memory: 64MiB, host_nodes: [0, 1], policy: weighted-interleave, prefault: on"),
             status=69, says="the kernel does not weigh host nodes"),
    Scenario("preferred", topology("memory: 64MiB, host_nodes: [1], policy: preferred, prefault: on"),
             bytes_of_nodes={1: 64 * MIB}),
    Scenario("shared", topology("memory: 64MiB, backing: shared, host_nodes: [1], prefault: on"),
             bytes_of_nodes={1: 64 * MIB}),
    Scenario("hugepages of node 1 only", topology("memory: 64MiB, hugepages: on, host_nodes: [1], prefault: on"),
             prepare=pools(0, 40), cleanup=NO_POOLS, bytes_of_nodes={1: 64 * MIB}),
    Scenario("hugepages, shared", topology("memory: 64MiB, hugepages: on, backing: shared, host_nodes: [0], prefault: on"),
             prepare=pools(40, 0), cleanup=NO_POOLS, bytes_of_nodes={0: 64 * MIB}),
    Scenario("the other node's pool is short",
             topology("memory: 64MiB, hugepages: on, host_nodes: [1], prefault: on"),
             prepare=pools(4, 40), cleanup=NO_POOLS, bytes_of_nodes={1: 64 * MIB}),
    Scenario("this node's pool is short", topology("memory: 64MiB, hugepages: on, host_nodes: [0], prefault: on"),
             prepare=pools(4, 40), cleanup=NO_POOLS, status=75, says="free on host node 0"),
    Scenario("auto, of a pool that is large enough", topology("memory: 64MiB, hugepages: auto, host_nodes: [1], prefault: on"),
             prepare=pools(0, 32), cleanup=NO_POOLS, says='"page_size": 2097152', bytes_of_nodes={1: 64 * MIB}),
    Scenario("auto, of the other node's pool", topology("memory: 64MiB, hugepages: auto, host_nodes: [0], prefault: on"),
             prepare=pools(0, 40), cleanup=NO_POOLS, says='"page_size": 4096', bytes_of_nodes={0: 64 * MIB}),
    Scenario("a node that is not there", topology("memory: 64MiB, host_nodes: [2], prefault: on"),
             status=71, says="the host has no node 2 with memory"),
    Scenario("more than a node has", topology("memory: 1700MiB, host_nodes: [1], prefault: on"), status=71,
             says="host node 1"),
    Scenario("more than a node has, of both", topology("memory: 1700MiB, host_nodes: [0, 1], prefault: on"),
             arguments=""),
    Scenario("a cpuset without the node", topology("memory: 64MiB, host_nodes: [1], prefault: on"), status=71,
             says="this process may not use node 1", **limited(cpuset__mems="0")),
    Scenario("a cpuset with the node", topology("memory: 64MiB, host_nodes: [1], prefault: on"),
             bytes_of_nodes={1: 64 * MIB}, **limited(cpuset__mems="1")),
    Scenario("a memory limit", topology("memory: 128MiB, host_nodes: [1], prefault: on"), status=71,
             says="the control group allows 64 MiB", **limited(memory__max="67108864")),
    Scenario("a limit of hugepages", topology("memory: 64MiB, hugepages: on, host_nodes: [1], prefault: on"), status=71,
             says="the control group allows 16",
             **limited(pools(0, 40), hugetlb__2MB__max="33554432")),
    Scenario("memory that comes as the guest touches it", topology("memory: 64MiB, host_nodes: [1]")),
    Scenario("locked", topology("memory: 64MiB, host_nodes: [0], pin: on"), bytes_of_nodes={0: 64 * MIB}),
    Scenario("a file of hugepages", topology("memory: 32MiB, backing: {file: /dev/hugepages/memory}, hugepages: on, "
                                             "host_nodes: [1], prefault: on"),
             prepare=pools(0, 20) + "\ntruncate -s 32M /dev/hugepages/memory",
             cleanup="rm /dev/hugepages/memory\n" + NO_POOLS, arguments="--verify --tables off",
             bytes_of_nodes={1: 32 * MIB}),
    Scenario("zones of one node on both", topology(
                 "zones: [{size: 64MiB, hugepages: on, host_nodes: [1], prefault: on}, "
                 "{size: 32MiB, host_nodes: [0], prefault: on}]"),
             prepare=pools(0, 32), cleanup=NO_POOLS, says='"zone": 1', bytes_of_nodes={0: 32 * MIB, 1: 64 * MIB}),
    Scenario("firmware's flash beside it", topology("memory: 64MiB, host_nodes: [1], prefault: on")
             + "devices: [{name: flash, place: low, size: 1MiB, file: flash.bin, visibility: read-only}]\n",
             prepare="head -c 1048576 /bin/memc > flash.bin", says='"device": "flash"'),
    Scenario("transparent pages", topology("memory: 64MiB, thp: on, host_nodes: [1], prefault: on"),
             says='"transparent_huge": 67108864', bytes_of_nodes={1: 64 * MIB}),
    Scenario("taken over from the other node, and left there", TAKEN, prepare=GIVEN,
             arguments="--existing given.sock --verify", says="existing-not-moved", bytes_of_nodes={0: 64 * MIB}),
    Scenario("taken over from the other node, and moved", TAKEN, prepare=GIVEN,
             arguments="--existing given.sock --move --verify", says='"moved": 16384', bytes_of_nodes={1: 64 * MIB}),
    Scenario("given back in part", topology("memory: 64MiB, host_nodes: [1], prefault: on"),
             arguments="--discard 0x1000000-0x2000000", says='"bytes": 16777216', bytes_of_nodes={1: 48 * MIB}),
    Scenario("hugepages given back to their node",
             topology("memory: 64MiB, hugepages: on, backing: shared, host_nodes: [1], prefault: on"),
             prepare=pools(0, 32), cleanup=NO_POOLS, arguments="--discard 0x1000000-0x2000000",
             says='"bytes": 16777216', bytes_of_nodes={1: 48 * MIB}),
    Scenario("from anywhere, where it is allowed", topology("memory: 32MiB, host_nodes: [2], prefault: on"),
             arguments="--verify --allow-unbound", checked=71),
    Scenario("a guest in the host's shape", "", prepare=captured("--memory 96MiB --cpus 4 --hugepages off"),
             mirrored=96 * MIB),
    Scenario("a guest in the host's shape, of what its pools have", "",
             prepare=pools(64, 32) + "\n" + captured("--memory 96MiB --cpus 3", AMONG_DEFAULTS), cleanup=NO_POOLS,
             bytes_of_nodes={0: 64 * MIB, 1: 32 * MIB}, mirrored=96 * MIB),
    Scenario("a guest in the shape of one of the host's nodes", "",
             prepare=captured("--memory 64MiB --cpus 2 --nodes 1", AMONG_DEFAULTS), bytes_of_nodes={1: 64 * MIB}),
]
