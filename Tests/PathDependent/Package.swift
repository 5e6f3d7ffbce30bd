// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "topology-size",
  dependencies: [.package(name: "memc", path: "../..")],
  targets: [
    .executableTarget(
      name: "topology-size",
      dependencies: [.product(name: "Artifacts", package: "memc"), .product(name: "Diagnostics", package: "memc")])
  ])
