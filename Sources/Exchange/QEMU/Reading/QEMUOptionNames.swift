/// Which of QEMU's options take a word for their value, so that no value is mistaken for an option: those of its
/// qemu-options.hx, and those that versions before had.
enum QEMUOptionNames {
  /// Options with a value.
  static let valued = words(
    """
    D L M accel acpitable action add-fd append audio audiodev balloon bios blockdev boot bootp bt cdrom chardev chroot clock
    compat cpu d debugcon device dfilter display drive dtb dump-vmstate echr fda fdb fsdev fw_cfg g gdb global hda hdb hdc
    hdd icount incoming initrd iscsi k kernel kvm-shadow-memory loadvm m machine mem-path mon monitor msg mtdblock name net
    netdev nic numa object option-rom overcommit parallel pflash pidfile plugin prom-env qmp qmp-pretty readconfig realtime
    redir rotate rtc run-with runas sandbox sd seed semihosting-config serial set shim smb smbios smp soundhw spice
    startdate tb-size tftp tpmdev trace usbdevice uuid vga virtfs virtioconsole vnc watchdog watchdog-action writeconfig
    xen-domid
    """)

  /// Options without one.
  static let flags = words(
    """
    S alt-grab async-teardown audio-help ctrl-grab curses daemonize enable-fips enable-kvm enable-nesting
    enable-sync-profile full-screen h help jitdump localtime mem-prealloc no-acpi no-fd-bootchk no-frame no-hpet no-kvm
    no-kvm-irqchip no-kvm-pit no-kvm-pit-reinjection no-quit no-reboot no-shutdown no-user-config nodefaults nodefconfig
    nographic old-param one-insn-per-tb only-migratable perfmap portrait preconfig s sdl semihosting singlestep snapshot tdf
    usb version win2k-hack xen-attach xen-domid-restrict
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
