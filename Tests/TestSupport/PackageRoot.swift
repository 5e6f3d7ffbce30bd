import Foundation

/// The path of the package's root.
package let packageRoot = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

/// The bytes of a file of the package.
///
/// - Parameter path: Its path below the root.
package func packageBytes(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: "\(packageRoot)/\(path)")))
}

/// The text of a file of the package.
///
/// - Parameter path: Its path below the root.
package func packageText(_ path: String) throws -> String {
  try String(contentsOfFile: "\(packageRoot)/\(path)", encoding: .utf8)
}
