import CMemc
import Glibc
import TestSupport

/// A handle of memc.h, freed with this object, and what a program in C reads from it.
@safe final class Machine: @unchecked Sendable {
  let handle: OpaquePointer?
  let status: memc_status

  /// Compiles a text as C does it.
  ///
  /// - Parameters:
  ///   - text: The topology.
  ///   - name: What diagnostics call it.
  ///   - severities: Words of the command line.
  init(_ text: String, name: String? = "topo.yaml", severities: [String] = []) {
    let words = unsafe severities.map { unsafe UnsafePointer<CChar>(strdup($0)) }
    defer { unsafe words.forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
    var made: OpaquePointer?
    status = unsafe words.withUnsafeBufferPointer { words in
      var options = unsafe memc_options(
        size: MemoryLayout<memc_options>.size, severities: words.baseAddress, severity_count: words.count)
      return unsafe memc_compile_text(text, text.utf8.count, name, &options, &made)
    }
    unsafe handle = made
  }

  /// Compiles a file, by the bytes of its path.
  init(path: [UInt8]) {
    var made: OpaquePointer?
    let path = path.map { CChar(bitPattern: $0) } + [0]
    status = unsafe memc_compile_file(path, nil, &made)
    unsafe handle = made
  }

  deinit { unsafe memc_free(handle) }

  var message: String? { unsafe text(memc_message(handle)) }
  var json: String? { unsafe text(memc_diagnostics_json(handle, nil)) }
  var findings: String? { unsafe text(memc_diagnostics_text(handle, nil)) }

  /// An artifact by its name.
  func artifact(_ name: String) -> (status: memc_status, bytes: [UInt8]) {
    var artifact = memc_artifact()
    artifact.size = MemoryLayout<memc_artifact>.size
    let status = unsafe memc_get_artifact(handle, name, &artifact)
    return (status, status == MEMC_OK ? artifact.content : [])
  }

  /// What is written without being asked for.
  var defaults: [memc_artifact] { unsafe all(memc_artifact()) { unsafe memc_get_default_artifact(handle, $0, $1) } }

  var partitions: [memc_partition] { unsafe all(memc_partition()) { unsafe memc_get_partition(handle, $0, $1) } }

  func slots(of partition: Int) -> [memc_slot] {
    unsafe all(memc_slot()) { unsafe memc_get_slot(handle, partition, $0, $1) }
  }

  func pluggable(of partition: Int) -> [memc_pluggable_slot] {
    unsafe all(memc_pluggable_slot()) { unsafe memc_get_pluggable_slot(handle, partition, $0, $1) }
  }

  /// What a function gives for one index after the other.
  private func all<Structure>(
    _ zero: Structure, _ get: (Int, UnsafeMutablePointer<Structure>) -> memc_status
  ) -> [Structure] {
    var structures: [Structure] = []
    var structure = zero
    // The first member is the size.
    unsafe withUnsafeMutableBytes(of: &structure) { unsafe $0.storeBytes(of: $0.count, as: Int.self) }
    while unsafe get(structures.count, &structure) == MEMC_OK { structures.append(structure) }
    return structures
  }
}

/// A text of C; `nil` for NULL.
func text(_ text: UnsafePointer<CChar>?) -> String? { unsafe text.map { unsafe String(cString: $0) } }

extension memc_artifact {
  var content: [UInt8] { unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: length)) }
}
