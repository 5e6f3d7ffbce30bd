import Addresses
import MachineModel
import Testing

@testable import Platforms

/// What holds of every preset, whatever machine it is.
@Suite("Presets") struct PlatformRegistryTests {
  @Test("Names are unique, and the first is the default")
  func names() {
    #expect(Set(PlatformRegistry.names).count == PlatformRegistry.presets.count)
    #expect(PlatformRegistry.names.first == Platform().preset.value)
  }

  static let machines = PlatformRegistry.presets.flatMap { preset in
    preset.architectures.flatMap { architecture in
      [0, 1 << 20, 3 << 30, 7 << 29, 4 << 30, 1 << 40, 1 << 51].map { Machine(preset, architecture, $0) }
    }
  }

  @Test("Ranges ascend, lie on pages where they must, and above the base of RAM", arguments: machines)
  func ranges(_ machine: Machine) {
    let geography = machine.geography
    #expect(geography.name == machine.preset.name)
    #expect(geography.dramBase % 4096 == 0)
    var end = geography.dramBase
    for gap in geography.gaps {
      #expect(gap.start >= end && gap.end > gap.start && gap.origin == nil)
      #expect(gap.start % 4096 == 0 && gap.end % 4096 == 0)
      end = gap.end
    }
    end = 0
    for range in geography.reserved {
      #expect(range.start >= end && range.end > range.start && range.origin == nil)
      end = range.end
    }
  }
}

struct Machine: Sendable, CustomTestStringConvertible {
  let preset: any PlatformPreset.Type
  let architecture: Architecture
  let memory: UInt64

  init(_ preset: any PlatformPreset.Type, _ architecture: Architecture, _ memory: UInt64) {
    self.preset = preset
    self.architecture = architecture
    self.memory = memory
  }

  var geography: Geography { preset.geography(of: MachineDeclaration(architecture, memory: memory)) }
  var testDescription: String { "\(preset.name) \(architecture.rawValue) \(memory)" }
}
