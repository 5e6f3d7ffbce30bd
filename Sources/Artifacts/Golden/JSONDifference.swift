import Addresses
import JSONCoding
import MachineModel

/// One thing in which two JSON texts differ by meaning: a place with what stands there on either side.
struct JSONDifference: Equatable {
  /// A step from a value to one inside it.
  enum Step: Hashable {
    case member(String)
    case element(Int)
  }

  /// The way from the whole to the place.
  let path: [Step]
  /// What stands there in the old text; `nil` for nothing. Of lists that differ in their length, the list.
  let old: JSONValue?
  /// What stands there in the new text; `nil` for nothing.
  let new: JSONValue?
  /// The innermost objects around the place, which may tell what it belongs to.
  let objects: (old: JSONValue?, new: JSONValue?)

  static func == (left: JSONDifference, right: JSONDifference) -> Bool {
    left.path == right.path && left.old == right.old && left.new == right.new
  }

  /// What differs, in the order of the members' names.
  static func differences(
    from old: JSONValue, to new: JSONValue, path: [Step] = [],
    in objects: (old: JSONValue?, new: JSONValue?) = (nil, nil)
  ) -> [JSONDifference] {
    switch (old, new) {
    case (.object(let oldMembers), .object(let newMembers)):
      return Set(oldMembers.keys).union(newMembers.keys).sorted().flatMap { name -> [JSONDifference] in
        let path = path + [.member(name)]
        guard let oldValue = oldMembers[name], let newValue = newMembers[name] else {
          return [
            JSONDifference(path: path, old: oldMembers[name], new: newMembers[name], objects: (old, new))
          ]
        }
        return differences(from: oldValue, to: newValue, path: path, in: (old, new))
      }
    case (.array(let oldElements), .array(let newElements)):
      var found = zip(oldElements, newElements).enumerated().flatMap { index, pair in
        differences(from: pair.0, to: pair.1, path: path + [.element(index)], in: objects)
      }
      if oldElements.count != newElements.count {
        found.append(JSONDifference(path: path, old: old, new: new, objects: objects))
      }
      return found
    default:
      return old == new ? [] : [JSONDifference(path: path, old: old, new: new, objects: objects)]
    }
  }

  /// The names on the way, without the numbers of elements.
  var names: [String] {
    path.compactMap { if case .member(let name) = $0 { name } else { nil } }
  }

  /// The elements that only one of two lists has; `nil` where the difference is no list's length.
  var surplus: [JSONValue]? {
    guard case .array(let old)? = old, case .array(let new)? = new else { return nil }
    return Array(old.count > new.count ? old[new.count...] : new[old.count...])
  }
}

extension JSONDifference: CustomStringConvertible {
  /// A line: `slots[2].memory_size: 3 GiB → 4 GiB`.
  var description: String {
    var place = ""
    for step in path {
      switch step {
      case .member(let name): place += place.isEmpty ? name : ".\(name)"
      case .element(let index): place += "[\(index)]"
      }
    }
    return "\(place): \(change)"
  }

  /// What became of what.
  var change: String {
    if case .array(let old)? = old, case .array(let new)? = new { return "\(old.count) → \(new.count) elements" }
    return "\(text(of: old)) → \(text(of: new))"
  }

  /// A value as people read it: addresses in hexadecimal, sizes in the largest unit that divides them.
  private func text(of value: JSONValue?) -> String {
    guard let value else { return "absent" }
    guard case .integer(let number) = value, names.first != "artifacts" else { return value.summary }
    switch names.last {
    case "base", "start", "end", "guest_phys_addr", "dram_base", "offset", "alias_offset", "backing_offset":
      return Units.address(number)
    case "memory", "memory_size", "size", "length", "page_size": return Units.bytes(number)
    default: return value.summary
    }
  }
}
