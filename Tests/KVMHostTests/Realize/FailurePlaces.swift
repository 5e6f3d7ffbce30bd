import Lowering
import Testing

@testable import KVMHost

/// Lets a realization fail after each single thing of a step, one run a thing, and expects that nothing is left.
///
/// - Returns: How many things the step has.
func failAfterEach(_ step: RealizationStep, of layout: Layout, tables: GuestTables?) throws -> Int {
  let before = Holdings.now()
  var places = 0
  // The number of things in a step is not known before it was done without a failure.
  while true {
    var options = RealizationOptions()
    let place = places
    options.afterEach = { found, number throws(HostError) in
      if found == step, number >= place { throw HostError(.cancelled, .init(node: number), "on purpose") }
    }
    do {
      _ = try Realization.run(layout, options: options, tables: tables)
      break
    } catch {
      #expect(error.message == "on purpose")
      #expect(Holdings.now() == before, "after \(step) \(place)")
      places = (error.subject.node ?? 0) + 1
    }
  }
  #expect(Holdings.now() == before)
  return places
}
