import Addresses

/// The caches of a PPTT: each stands before the one structure that has it, and holds data and instructions; more is not known.
struct PPTTCaches {
  /// Where they begin, ascending, and whether a structure has each.
  private var places: [UInt32] = []
  private var isTaken: [Bool] = []

  var isEmpty: Bool { places.isEmpty }

  /// Adds the cache that begins at a place in the table.
  mutating func add(_ cache: PPTT.Cache, at place: UInt32, _ violations: inout ViolationList) {
    if cache.nextLevel != 0, !places.containsSorted(cache.nextLevel) {
      PPTT.tell(
        of: place,
        "names a next level at 0x\(String(cache.nextLevel, radix: 16)), but no cache begins there before it",
        &violations)
    }
    var alone = cache
    alone.nextLevel = 0
    let unified = PPTT.Cache.unified
    if alone != unified {
      PPTT.tell(
        of: place,
        "is a cache of flags 0x\(String(cache.flags.rawValue, radix: 16)), attributes "
          + "0x\(String(cache.attributes, radix: 16)), \(cache.size) bytes, \(cache.sets) sets, \(cache.associativity) "
          + "ways and lines of \(cache.lineSize), where flags are 0x\(String(unified.flags.rawValue, radix: 16)), "
          + "attributes 0x\(String(unified.attributes, radix: 16)) and all else 0", &violations)
    }
    places.append(place)
    isTaken.append(false)
  }

  /// Gives a cache to a structure that names it.
  mutating func give(_ cache: UInt32, to place: UInt32, _ violations: inout ViolationList) {
    let index = places.firstIndexOfSorted { $0 >= cache }
    let isThere = index < places.count && places[index] == cache
    if !isThere || isTaken[index] {
      PPTT.tell(
        of: place,
        "names a private resource at 0x\(String(cache, radix: 16)), but "
          + (isThere ? "another structure has that" : "no cache begins there before it"), &violations)
    }
    if isThere { isTaken[index] = true }
  }

  /// Tells of caches that no structure has.
  func end(_ violations: inout ViolationList) {
    for (place, isTaken) in zip(places, isTaken) where !isTaken {
      PPTT.tell(of: place, "is a cache that no structure has", &violations)
    }
  }
}
