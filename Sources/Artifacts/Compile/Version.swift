/// The version of memc: here, and nowhere else.
///
/// A release is a commit in which this ends without `-dev`, tagged `v` and the number.
package enum Version {
  /// The number, by Semantic Versioning.
  package static let number = "2.0.0-dev"
}
