/// The tables and maps that memc makes, in the order in which they are written: a line each.
package let tableFormats: [any TableFormat.Type] = [
  E820Map.self,
  DSDT.self,
  FADT.self,
  SRAT.self,
  SLIT.self,
  HMAT.self,
  CEDT.self,
]

/// The tables that memc only reads.
let foreignTables: [any RecordFormat.Type] = [FACS.self]
