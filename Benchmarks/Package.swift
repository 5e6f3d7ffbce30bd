// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that what measuring needs never becomes a dependency of memc.
let package = Package(
  name: "memc-benchmarks",
  dependencies: [
    .package(name: "memc", path: ".."),
    // Without traits: jemalloc, which only counts allocations, would have to be installed.
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Pipeline",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"),
        .product(name: "Artifacts", package: "memc"),
        .product(name: "Diagnostics", package: "memc"),
        .product(name: "Lowering", package: "memc"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "MachineModel", package: "memc"),
        .product(name: "YAMLTree", package: "memc"),
      ],
      path: "Benchmarks/Pipeline",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
