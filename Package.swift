// swift-tools-version: 6.2

import PackageDescription

// A missing `unsafe` is an error in every target: what is unsafe is marked where it happens, and nowhere else.
// What a module imports is its own business unless it says 'public import', and a member is of the module that the
// file imports.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "memc",
  products: [
    .executable(name: "memc", targets: ["memc"]),
    .library(name: "Addresses", targets: ["Addresses"]),
    .library(name: "JSONCoding", targets: ["JSONCoding"]),
    .library(name: "Diagnostics", targets: ["Diagnostics"]),
    .library(name: "YAMLTree", targets: ["YAMLTree"]),
    .library(name: "MachineModel", targets: ["MachineModel"]),
    .library(name: "Platforms", targets: ["Platforms"]),
    .library(name: "Lowering", targets: ["Lowering"]),
    .library(name: "FieldCoding", targets: ["FieldCoding"]),
    .library(name: "FirmwareTables", targets: ["FirmwareTables"]),
    .library(name: "Artifacts", targets: ["Artifacts"]),
    .library(name: "Reading", targets: ["Reading"]),
    .library(name: "Exchange", targets: ["Exchange"]),
    .library(name: "KVMHost", targets: ["KVMHost"]),
    // What 'make library' links libmemc of; programs in Swift have the products above.
    .library(name: "CInterface", type: .static, targets: ["CInterface"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .target(name: "Addresses", swiftSettings: strict),
    .target(name: "JSONCoding", swiftSettings: strict),
    .target(name: "Diagnostics", dependencies: ["JSONCoding"], swiftSettings: strict),
    .target(name: "YAMLTree", dependencies: ["CLibYAML", "Diagnostics"], swiftSettings: strict),
    .target(
      name: "MachineModel", dependencies: ["Addresses", "Diagnostics", "JSONCoding", "YAMLTree"],
      swiftSettings: strict),
    .target(name: "Platforms", dependencies: ["Addresses", "MachineModel"], swiftSettings: strict),
    .target(
      name: "Lowering", dependencies: ["Addresses", "Diagnostics", "JSONCoding", "MachineModel", "Platforms"],
      swiftSettings: strict),
    .target(name: "FieldCoding", dependencies: ["Diagnostics"], swiftSettings: strict),
    .target(
      name: "FirmwareTables",
      dependencies: [
        "Addresses", "Diagnostics", "FieldCoding", "Lowering", "MachineModel", "Platforms", "Threads",
      ],
      swiftSettings: strict),
    .target(
      name: "Artifacts",
      dependencies: [
        "Addresses", "CLinux", "CSHA256", "Diagnostics", "FieldCoding", "FirmwareTables", "FolderLocking",
        "JSONCoding", "Lowering", "MachineModel", "Platforms", "Threads", "YAMLTree",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    // What an input says, shown, explained and compared: what nobody needs who only compiles.
    .target(
      name: "Reading",
      dependencies: [
        "Addresses", "Artifacts", "Diagnostics", "FieldCoding", "FirmwareTables", "JSONCoding", "Lowering",
        "MachineModel", "Platforms", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    // Machines from and for the formats of others.
    .target(
      name: "Exchange",
      dependencies: [
        "Addresses", "Artifacts", "CExpat", "Diagnostics", "FieldCoding", "FirmwareTables", "HostFiles",
        "JSONCoding", "Lowering", "MachineModel", "Platforms", "Reading",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    // What memc.h declares. The header's structures and functions are the C that Swift is held to.
    .target(name: "CMemc", cSettings: [.define("MEMC_LIBRARY", .when(configuration: .release))]),
    .target(
      name: "CInterface",
      dependencies: [
        "Addresses", "Artifacts", "CMemc", "Diagnostics", "Lowering", "MachineModel", "YAMLTree",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    // Threads that are joined, and values made on several; no product, as they are nothing of a machine's.
    .target(
      name: "Threads", dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),
    .target(name: "CLinux"),
    // Files of /proc and /sys, of this host or of a copy; no product, as it is for those who ask hosts.
    .target(
      name: "HostFiles",
      dependencies: ["Addresses", "CLinux", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),
    // What a guest's first process tells of the machine, and how that comes to whoever runs it; no product, as both ends
    // are memc's.
    .target(
      name: "GuestReport",
      dependencies: [
        "Addresses", "CLinux", "HostFiles", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .target(name: "CSHA256"),
    // A lock that both writers of files and listeners on sockets take; no product, as it is nothing of a machine's.
    .target(
      name: "FolderLocking", dependencies: ["CLinux", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict),
    .target(
      name: "CProcess", cSettings: [.define("MEMC_RELEASE", .when(configuration: .release))]),
    .target(
      name: "KVMHost",
      dependencies: [
        "Addresses", "CLinux", "Diagnostics", "FieldCoding", "FirmwareTables", "FolderLocking", "HostFiles",
        "JSONCoding", "Lowering", "MachineModel", "Threads",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      exclude: ["Probe/Guest"], swiftSettings: strict),
    .executableTarget(
      name: "memc",
      dependencies: [
        "Addresses", "Artifacts", "CProcess", "Diagnostics", "Exchange", "FirmwareTables", "GuestReport",
        "JSONCoding", "KVMHost", "Lowering", "MachineModel", "Platforms", "Reading", "Threads", "YAMLTree",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    // Writes the manual page that 'make install' installs; no product, and nothing depends on it.
    .executableTarget(name: "ManualPage", swiftSettings: strict),
    .target(
      name: "TestSupport",
      dependencies: ["Addresses", "Artifacts", "Diagnostics", "Lowering", "MachineModel", "Platforms", "YAMLTree"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "AddressesTests", dependencies: ["Addresses", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: strict),
    .testTarget(name: "JSONCodingTests", dependencies: ["JSONCoding", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DiagnosticsTests",
      dependencies: ["Artifacts", "Diagnostics", "Lowering", "MachineModel", "TestSupport", "YAMLTree"],
      swiftSettings: strict),
    .testTarget(
      name: "YAMLTreeTests", dependencies: ["Artifacts", "Diagnostics", "TestSupport", "YAMLTree"],
      swiftSettings: strict),
    .testTarget(
      name: "MachineModelTests",
      dependencies: [
        "Addresses", "Artifacts", "Diagnostics", "Lowering", "MachineModel", "Platforms", "TestSupport", "YAMLTree",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PlatformsTests", dependencies: ["Addresses", "MachineModel", "Platforms"],
      swiftSettings: strict),
    .testTarget(
      name: "LoweringTests",
      dependencies: [
        "Addresses", "Artifacts", "Diagnostics", "Lowering", "MachineModel", "Platforms", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FirmwareTablesTests",
      dependencies: [
        "Addresses", "Diagnostics", "FieldCoding", "FirmwareTables", "Lowering", "MachineModel", "Platforms",
        "TestSupport",
      ],
      resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
      name: "ArtifactsTests",
      dependencies: [
        "Addresses", "Artifacts", "Diagnostics", "FieldCoding", "FirmwareTables", "FolderLocking", "JSONCoding",
        "Lowering", "MachineModel", "Platforms", "TestSupport", "YAMLTree",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ReadingTests",
      dependencies: [
        "Addresses", "Artifacts", "Diagnostics", "Exchange", "FieldCoding", "FirmwareTables", "JSONCoding",
        "KVMHost",
        "Lowering", "MachineModel", "Platforms", "Reading", "TestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ExchangeTests",
      dependencies: [
        "Artifacts", "Diagnostics", "Exchange", "FieldCoding", "FirmwareTables", "JSONCoding",
        "Lowering", "MachineModel", "Platforms", "Reading", "TestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CInterfaceTests",
      dependencies: [
        "Artifacts", "CInterface", "CMemc", "Diagnostics", "Lowering", "TestSupport", "Threads", "YAMLTree",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "KVMHostTests",
      dependencies: [
        "Addresses", "Artifacts", "CLinux", "Diagnostics", "FieldCoding", "FirmwareTables", "HostFiles", "KVMHost",
        "Lowering", "MachineModel", "TestSupport", "Threads",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GuestReportTests",
      dependencies: [
        "GuestReport", "HostFiles", "TestSupport", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MemcTests",
      dependencies: [
        "Addresses", "Artifacts", "CLinux", "KVMHost", "MachineModel", "ManualPage", "Platforms", "TestSupport",
        "memc",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Help"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzz targets are this package's, so that they reach what only its modules use of each other, and are there for
// Tests/Fuzz/run alone, which builds all of it with coverage and sanitizers.
if Context.environment["MEMC_FUZZ"] != nil {
  let safety: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatWarning("StrictMemorySafety", as: .error),
  ]
  package.targets.append(
    .target(name: "FuzzSupport", path: "Tests/Fuzz/Sources/FuzzSupport", swiftSettings: safety))
  package.targets.append(
    .target(
      name: "FuzzFormats",
      dependencies: ["Artifacts", "Diagnostics", "Exchange", "FuzzSupport", "Lowering", "MachineModel"],
      path: "Tests/Fuzz/Sources/FuzzFormats", swiftSettings: safety))
  for (name, modules) in [
    ("FuzzCompile", ["Artifacts", "Diagnostics", "FirmwareTables", "Lowering", "MachineModel"]),
    ("FuzzTables", ["FieldCoding", "FirmwareTables"]),
    ("FuzzLinuxText", ["FirmwareTables"]),
    ("FuzzHandOver", ["KVMHost"]),
    ("FuzzJSON", ["JSONCoding"]),
    ("FuzzMemslots", ["Artifacts"]),
    ("FuzzLayout", ["Artifacts"]),
    ("FuzzDump", ["Artifacts", "FirmwareTables", "JSONCoding"]),
    ("FuzzJudge", ["Artifacts", "Diagnostics", "FirmwareTables"]),
    ("FuzzReading", ["Artifacts", "Reading"]),
    ("FuzzDecompile", ["Artifacts", "Diagnostics", "Exchange", "Reading"]),
    ("FuzzQEMU", ["Diagnostics", "Exchange", "Lowering"]),
    ("FuzzCloudHypervisor", ["Exchange", "FuzzFormats"]),
    ("FuzzCrosvm", ["Exchange", "FuzzFormats"]),
    ("FuzzFirecracker", ["Exchange", "FuzzFormats"]),
    ("FuzzOpenVMM", ["Exchange", "FuzzFormats"]),
    ("FuzzLibvirt", ["Diagnostics", "Exchange", "Lowering"]),
  ] {
    package.targets.append(
      .executableTarget(
        name: name, dependencies: (["FuzzSupport"] + modules).map { .init(stringLiteral: $0) },
        path: "Tests/Fuzz/Sources/\(name)",
        // libFuzzer brings `main`, which the entry point of an ordinary executable would be in the way of.
        swiftSettings: safety + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
  }
}
