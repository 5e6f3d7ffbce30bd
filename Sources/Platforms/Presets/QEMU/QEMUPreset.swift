/// A machine of QEMU's, whichever it is.
package protocol QEMUPreset: PlatformPreset {}

extension QEMUPreset {
  /// One space, of the highest domain (QEMU's hw/i386/acpi-build.c and hw/arm/virt-acpi-build.c, `build_srat`).
  package static var pluggableSpace: PluggableSpaceRule { .ofQEMU }
}
