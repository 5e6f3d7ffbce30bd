// swift-tools-version: 6.2

import PackageDescription

// A missing `unsafe` is an error in every target: what is unsafe is marked where it happens, and nowhere else.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatWarning("StrictMemorySafety", as: .error),
]

let package = Package(
  name: "memc",
  products: [
    .executable(name: "memc", targets: ["memc"]),
    .library(name: "Diagnostics", targets: ["Diagnostics"]),
    .library(name: "YAMLTree", targets: ["YAMLTree"]),
    .library(name: "Topology", targets: ["Topology"]),
    .library(name: "Lowering", targets: ["Lowering"]),
    .library(name: "FieldCoding", targets: ["FieldCoding"]),
    .library(name: "FirmwareTables", targets: ["FirmwareTables"]),
    .library(name: "Artifacts", targets: ["Artifacts"]),
    .library(name: "KVMHost", targets: ["KVMHost"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "JSONText", swiftSettings: strict),
    .target(name: "Diagnostics", dependencies: ["JSONText"], swiftSettings: strict),
    .target(name: "YAMLTree", dependencies: ["CLibYAML", "Diagnostics"], swiftSettings: strict),
    .target(name: "Topology", dependencies: ["YAMLTree", "Diagnostics", "JSONText"], swiftSettings: strict),
    .target(name: "Lowering", dependencies: ["Topology", "Diagnostics"], swiftSettings: strict),
    .target(name: "FieldCoding", swiftSettings: strict),
    .target(name: "FirmwareTables", dependencies: ["FieldCoding", "Lowering", "Topology"], swiftSettings: strict),
    .target(
      name: "Artifacts",
      dependencies: [
        "CLinux", "Diagnostics", "FieldCoding", "FirmwareTables", "JSONText", "Lowering", "Topology", "YAMLTree",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .target(name: "CLinux"),
    .target(name: "CProcess"),
    .target(
      name: "KVMHost",
      dependencies: [
        "CLinux", "Diagnostics", "FieldCoding", "JSONText", "Lowering", "Topology",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "memc",
      dependencies: [
        "Artifacts", "CProcess", "Diagnostics", "FirmwareTables", "JSONText", "KVMHost", "Lowering", "Topology",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    // Writes the manual page that 'make install' installs; no product, and nothing depends on it.
    .executableTarget(name: "ManualPage", swiftSettings: strict),
    .testTarget(
      name: "FirmwareTablesTests",
      dependencies: ["Diagnostics", "FieldCoding", "FirmwareTables", "Lowering", "Topology"],
      resources: [.copy("Vectors")], swiftSettings: strict),
    .testTarget(
      name: "ArtifactsTests",
      dependencies: [
        "Artifacts", "Diagnostics", "FirmwareTables", "Lowering", "Topology", "YAMLTree",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "MemcTests", dependencies: ["CLinux", "KVMHost", "ManualPage", "TestSupport", "Topology", "memc"],
      exclude: ["Help"],
      swiftSettings: strict),
    .testTarget(
      name: "KVMHostTests",
      dependencies: [
        "CLinux", "Diagnostics", "FirmwareTables", "KVMHost", "Lowering", "TestSupport", "Topology",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["Diagnostics", "Lowering", "Topology", "YAMLTree"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], swiftSettings: strict),
    .testTarget(
      name: "DiagnosticsTests", dependencies: ["Diagnostics", "Lowering", "TestSupport", "Topology", "YAMLTree"],
      swiftSettings: strict),
    .testTarget(
      name: "YAMLTreeTests", dependencies: ["Diagnostics", "TestSupport", "YAMLTree"], swiftSettings: strict),
    .testTarget(
      name: "TopologyTests", dependencies: ["Diagnostics", "Lowering", "TestSupport", "Topology", "YAMLTree"],
      swiftSettings: strict),
    .testTarget(
      name: "LoweringTests", dependencies: ["Diagnostics", "Lowering", "TestSupport", "Topology"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
