/// In which order QEMU finds devices that its command line gives no `id`.
///
/// They are `device[0]`, `device[1]`, … in a container (its system/qdev-monitor.c, `qdev_set_id`), which keeps its children in
/// a GLib hash table by their names (its qom/object.c, `object_child_foreach`). What walks the tree, such as SRAT's NVDIMMs
/// (its util/nvdimm-utils.c, `nvdimm_get_device_list`), meets them in the order of the table's buckets.
struct QEMUDeviceOrder {
  /// The devices in the buckets, each by its number.
  private var buckets = [Int?](repeating: nil, count: 1 << leastShift)
  /// The prime by which the first bucket of a name is chosen.
  private var modulus = primes[leastShift]
  private var count = 0

  /// Places of so many devices of the command line, counted from 0, in the order in which they are found; of more than any
  /// QEMU has, those of the command line.
  static func places(of count: Int) -> [Int] {
    guard count <= most else { return Array(0..<count) }
    var order = QEMUDeviceOrder()
    for device in 0..<count { order.insert(device) }
    return order.buckets.compactMap(\.self)
  }

  /// The most memory that is plugged in (its include/hw/acpi/acpi.h, `ACPI_MAX_RAM_SLOTS`).
  private static let most = 256
  private static let leastShift = 3
  /// The greatest prime below each power of two that a table has as its size (GLib's glib/ghash.c, `prime_mod`).
  private static let primes: [UInt32] = [1, 2, 3, 7, 13, 31, 61, 127, 251, 509]

  /// A table grows when it is nearly full, to what a third more have room in (`g_hash_table_maybe_resize`).
  private mutating func insert(_ device: Int) {
    buckets[bucket(of: device) { buckets[$0] != nil }] = device
    count += 1
    if buckets.count <= count + count / 16 { grow() }
  }

  /// The first bucket of those for a device that is not taken (`g_hash_table_lookup_node`).
  private func bucket(of device: Int, isTaken: (Int) -> Bool) -> Int {
    // The hash of the name (`g_str_hash`).
    let hash = "device[\(device)]".utf8.reduce(5381 as UInt32) { $0 &* 33 &+ UInt32($1) }
    var bucket = Int((hash &* 11) % modulus)
    var step = 0
    while isTaken(bucket) {
      step += 1
      bucket = (bucket + step) & (buckets.count - 1)
    }
    return bucket
  }

  /// Moves each device within the larger table; one that was in its new place is the next to move (`resize_map`).
  private mutating func grow() {
    let oldCount = buckets.count
    let wanted = count + count / 3
    let shift = max(Int.bitWidth - wanted.leadingZeroBitCount, Self.leastShift)
    modulus = Self.primes[shift]
    buckets += [Int?](repeating: nil, count: max((1 << shift) - oldCount, 0))
    var isSettled = [Bool](repeating: false, count: buckets.count)
    for index in 0..<oldCount where !isSettled[index] {
      var moving = buckets[index]
      buckets[index] = nil
      while let device = moving {
        let place = bucket(of: device) { isSettled[$0] }
        isSettled[place] = true
        moving = buckets[place]
        buckets[place] = device
      }
    }
  }
}
