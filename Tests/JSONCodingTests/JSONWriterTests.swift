import JSONCoding
import Testing

/// The text that the writer makes, byte for byte.
@Suite("JSON writer") struct JSONWriterTests {
  @Test("On lines, members are indented by two spaces and empty containers stay on their line")
  func lines() {
    #expect(
      sample(.lines) == """
        {
          "array": [
            1,
            -2,
            "three",
            true,
            null,
            [],
            {}
          ],
          "object": {
            "inner": {
              "x": false
            }
          },
          "last": 18446744073709551615
        }

        """)
  }

  @Test("Compact, there is no white space at all")
  func compact() {
    #expect(
      sample(.compact) == """
        {"array":[1,-2,"three",true,null,[],{}],"object":{"inner":{"x":false}},"last":18446744073709551615}

        """)
  }

  @Test("Several values are several lines")
  func severalValues() {
    var json = JSONWriter(layout: .compact)
    for number in 1...2 {
      json.object { $0.member("n", number) }
      json.endLine()
    }
    #expect(json.text == "{\"n\":1}\n{\"n\":2}\n")
  }

  @Test(
    "Integers are written whole",
    arguments: [
      (Int64.min, "-9223372036854775808"), (-1, "-1"), (0, "0"), (7, "7"), (10, "10"),
      (Int64.max, "9223372036854775807"),
    ])
  func integers(_ value: Int64, _ text: String) {
    var json = JSONWriter(layout: .compact)
    json.value(value)
    #expect(json.text == text)
  }

  @Test("The largest of unsigned integers is written whole")
  func unsigned() {
    var json = JSONWriter(layout: .compact)
    json.array {
      $0.value(UInt64.max)
      $0.value(UInt8.max)
    }
    #expect(json.text == "[18446744073709551615,255]")
  }

  @Test(
    "Strings have the escapes that RFC 8259 and YAML demand, and no others",
    arguments: [
      ("", #""""#),
      (#"a "quoted" \ word"#, #""a \"quoted\" \\ word""#),
      ("line\nbreak\tand tab", #""line\nbreak\tand tab""#),
      ("\u{0}\u{1F}\r", #""\u0000\u001f\u000d""#),
      ("/ ~ \u{A0} ü 漢 😀", "\"/ ~ \u{A0} ü 漢 😀\""),
      ("\u{7F}\u{85}\u{9F}\u{2028}\u{2029}", #""\u007f\u0085\u009f\u2028\u2029""#),
      (
        "\u{61C}\u{200E}\u{200F}\u{202A}\u{202E}\u{2066}\u{2069}",
        #""\u061c\u200e\u200f\u202a\u202e\u2066\u2069""#
      ),
      ("\u{200D}\u{2010}\u{2065}\u{206A}", "\"\u{200D}\u{2010}\u{2065}\u{206A}\""),
      ("\u{FEFF}\u{FFFE}\u{FFFF}\u{FFFD}", "\"\\ufeff\\ufffe\\uffff\u{FFFD}\""),
    ])
  func strings(_ value: String, _ text: String) {
    var json = JSONWriter(layout: .compact)
    json.value(value)
    #expect(json.text == text)
    json = JSONWriter(layout: .compact)
    json.object { $0.member(value, 1) }
    #expect(json.text == "{\(text):1}")
  }

  private func sample(_ layout: JSONWriter.TextLayout) -> String {
    var json = JSONWriter(layout: layout)
    json.object { json in
      json.name("array")
      json.array { json in
        json.value(1)
        json.value(-2)
        json.value("three")
        json.value(true)
        json.null()
        json.array { _ in }
        json.object { _ in }
      }
      json.name("object")
      json.object { json in
        json.name("inner")
        json.object { $0.member("x", false) }
      }
      json.member("last", UInt64.max)
    }
    json.endLine()
    return json.text
  }
}
