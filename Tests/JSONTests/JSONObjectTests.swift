import JSON
import Testing

@Suite struct JSONObjects {
  @Test func `members are set, replaced and removed in place`() {
    var object: JSONObject = ["b": 1, "a": 2, "b": 3]
    #expect(object.map(\.key) == ["b", "a"])
    object["c"] = 4
    object["b"] = nil
    object["missing"] = nil
    #expect(object.keys == ["a", "c"])
    #expect(object.values == [2, 4])
    #expect(object[1].key == "c")
  }

  @Test func `an indexed object behaves as a small one`() {
    var object = JSONObject()
    for number in 0..<40 { object["k\(number)"] = .integer(number) }
    for number in stride(from: 0, to: 40, by: 2) { object["k\(number)"] = nil }
    #expect(object.values == stride(from: 1, to: 40, by: 2).map { .integer($0) })
    #expect(object["k38"] == nil)
    #expect(object["k39"] == 39)
    object["k39"] = "x"
    object["new"] = true
    for number in 0..<38 { object["k\(number)"] = nil }
    #expect(object == ["k39": "x", "new": true])
  }

  @Test func `equality and hashes know no order`() {
    let one: JSONValue = ["a": 1, "b": [["c": 2, "d": nil]]]
    let other: JSONValue = ["b": [["d": nil, "c": 2]], "a": 1]
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    #expect(one != ["a": 1, "b": [["c": 2, "d": 3]]])
    #expect(one != ["a": 1, "b": [["c": 2, "e": nil]]])
    #expect(one != ["a": 1])
  }

  @Test func `comparing deeply nested objects takes no longer for being unequal`() {
    func nested(_ leaf: JSONValue) -> JSONValue { (0..<150).reduce(leaf) { value, _ in ["a": value, "b": 0] } }
    #expect(nested(1) != nested(2))
    #expect(nested(1) == nested(1))
  }

  @Test func `accessors give values of their kind only`() {
    let value: JSONValue = ["text": "x", "count": 3, "rate": 0.5, "whole": 2.0, "on": true, "list": [1], "none": nil]
    #expect(value["text"]?.string == "x")
    #expect(value["count"]?.int == 3)
    #expect(value["count"]?.double == 3)
    #expect(value["rate"]?.double == 0.5)
    #expect(value["rate"]?.int == nil)
    #expect(value["whole"]?.int == 2)
    #expect(JSONValue.number(1e300).int == nil)
    #expect(value["on"]?.bool == true)
    #expect(value["list"]?.array == [1])
    #expect(value["list"]?[0] == 1)
    #expect(value["list"]?[1] == nil)
    #expect(value["none"]?.isNull == true)
    #expect(value["missing"] == nil)
    #expect(value.object?.count == 7)
    #expect(value["text"]?.double == nil)
    #expect(value["text"]?["x"] == nil)
    #expect(value["count"]?.string == nil && value["count"]?.bool == nil && value["count"]?.object == nil)
  }
}
