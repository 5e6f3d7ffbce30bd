/// What `memc schema` is asked to do.
struct SchemaJob: CommandJob {
  /// Which schema.
  let schema: Schema

  init(schema: Schema) { self.schema = schema }

  init(_ arguments: ParsedArguments) throws {
    guard let schema = arguments.operands.first.map({ Schema(rawValue: $0) }) ?? .topology else {
      throw ParsedArguments.NotUnderstood()
    }
    self.schema = schema
  }

  func run() throws { try Console.result(schema.text) }
}
