/// The tables and maps that memc makes, in the order in which they are written: a line each.
package let tableFormats: [any TableFormat.Type] = [
  E820Map.self,
  DSDT.self,
  FADT.self,
  MADT.self,
  SRAT.self,
  SLIT.self,
  HMAT.self,
  PPTT.self,
  GTDT.self,
  CEDT.self,
  RSDP.self,
  ACPIImage.self,
  ACPILoader.self,
  LoaderTables.self,
  LoaderRootPointer.self,
  ZeroPage.self,
  EFIMemoryMap.self,
  PVHMemoryMap.self,
  DeviceTree.self,
]

/// The tables that memc writes no file of: those that it only reads, and those that lie in the image alone.
let foreignTables: [any RecordFormat.Type] = [FACS.self, RSDT.self, XSDT.self]
