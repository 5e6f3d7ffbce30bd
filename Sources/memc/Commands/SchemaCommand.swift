import ArgumentParser

/// `memc schema`.
struct SchemaCommand: JobCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of the topology language, or of a JSON format that memc writes.",
    discussion: """
      Editors that know YAML complete and explain topologies with it: put \
      '# yaml-language-server: $schema=topology.schema.json' into the first line.
      """)

  @Argument(help: "Which schema.")
  var schema: Schema = .topology

  func job() -> SchemaJob { SchemaJob(schema: schema) }
}

extension Schema: ExpressibleByArgument {}
