// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
]

/// A fuzz target: libFuzzer brings `main`, which the entry point of an ordinary executable would be in the way of.
func fuzzer(_ name: String, _ products: [String]) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["FuzzSupport"] + products.map { .product(name: $0, package: "memc") },
    swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
}

// A package of its own: everything in it, memc included, is built with coverage and sanitizers. Tests/Fuzz/run builds
// and runs it.
let package = Package(
  name: "memc-fuzz",
  dependencies: [.package(name: "memc", path: "../..")],
  targets: [
    .target(name: "FuzzSupport", swiftSettings: strict),
    fuzzer(
      "FuzzCompile",
      ["Artifacts", "Diagnostics", "FirmwareTables", "Lowering", "MachineModel"]),
    fuzzer("FuzzTables", ["FirmwareTables"]),
    fuzzer("FuzzLinuxText", ["FirmwareTables"]),
    fuzzer("FuzzHandOver", ["KVMHost"]),
    fuzzer("FuzzJSON", ["JSONCoding"]),
    fuzzer("FuzzMemslots", ["Artifacts"]),
    fuzzer("FuzzLayout", ["Artifacts"]),
    fuzzer("FuzzDump", ["Artifacts", "FirmwareTables"]),
  ],
  swiftLanguageModes: [.v6]
)
