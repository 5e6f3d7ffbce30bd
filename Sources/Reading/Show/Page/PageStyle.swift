/// How the page looks, by day and by night.
enum PageStyle {
  /// The style sheet.
  static var text: String { sheet + nodes }

  /// The colours of nodes are the same by day and by night, each with text that can be read on it.
  private static var nodes: String {
    NodePalette.colours.enumerated().map { index, colour in
      let image = colour.background.isEmpty ? "" : ";background-image:\(colour.background)"
      return ".n\(index){background-color:\(colour.hex);color:\(colour.text)\(image)}\n"
        // No line of the pattern crosses a letter.
        + ".n\(index)>span{background-color:\(colour.hex)}\n"
        + ".c\(index){fill:\(colour.hex)}.t\(index){fill:\(colour.text)}\n"
    }.joined()
  }

  private static let sheet = """
    :root{color-scheme:light dark;--back:#fff;--text:#1a1a1a;--quiet:#555;--line:#333;--soft:#ddd;--plain:#ececec;
    --panel:#f6f6f6;--mark:#a3004f;--s0:#fff;--s1:#ddd;--s2:#a9a9a9;--s3:#6b6b6b;--s4:#1a1a1a;--middle:#000;--dark:#fff}
    @media (prefers-color-scheme:dark){:root{--back:#15181c;--text:#e8e8e8;--quiet:#aaa;--line:#8a8f96;--soft:#33383f;
    --plain:#2b3037;--panel:#1d2127;--mark:#ff9ecb;--s0:#15181c;--s1:#343a42;--s2:#59626d;--s3:#98a1ab;--s4:#f2f2f2;
    --middle:#fff;--dark:#000}}
    *{box-sizing:border-box}
    body{margin:0;padding:16px 20px;background:var(--back);color:var(--text);
    font:14px/1.4 "DejaVu Sans",Verdana,"Segoe UI",Arial,sans-serif}
    h1{font-size:20px;margin:0 0 4px}h2{font-size:15px;margin:8px 0 0;overflow-wrap:anywhere}
    .machine>h2{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.machine>.quiet{min-height:17px}
    h3{font-size:14px;margin:20px 0 6px}p{margin:4px 0}.quiet{color:var(--quiet);font-size:12px}
    fieldset{border:1px solid var(--soft);border-radius:4px;margin:10px 0;padding:2px 10px 6px;display:flex;
    flex-wrap:wrap;gap:2px 16px}legend{font-size:12px;color:var(--quiet)}label{white-space:nowrap}
    main{display:flex;gap:20px;align-items:flex-start}
    .machines{flex:1 1 0;min-width:0;display:flex;gap:28px;align-items:flex-start}
    .machine{flex:1 1 0;min-width:0}
    .scroll{overflow-x:auto;padding:0 2px 10px}
    .map{display:flex;min-width:max-content;
    font:12px/14px "DejaVu Sans Mono",Menlo,Consolas,monospace}
    .axis{position:relative;flex:none;padding-top:36px;box-sizing:content-box}
    .axis span{position:absolute;right:10px;line-height:13px;font-size:11px;margin-top:-6.5px;white-space:nowrap}
    .axis .off{right:auto;left:0;color:var(--quiet)}
    .axis i{position:absolute;right:0;width:6px;border-top:1px solid var(--line)}
    .column{position:relative;padding-top:36px;flex:1 0 auto;box-sizing:content-box}
    .column>b{position:absolute;top:0;left:0;right:4px;height:34px;line-height:15px;padding-left:5px;display:flex;
    align-items:end;overflow:hidden}.column>b span{overflow:hidden;text-overflow:ellipsis;max-height:30px}
    .column[hidden]{display:none}
    .r{position:absolute;margin:0;padding:1px 4px;border:1px solid var(--line);border-radius:0;text-align:left;
    font:inherit;overflow:hidden;background-color:var(--plain);color:var(--text);cursor:default;display:block}
    .r span{display:block;width:fit-content;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:100%}
    .gap{background-color:var(--back);border-style:dashed}
    .only{border:3px double var(--mark)}
    .r:focus{outline:3px solid var(--mark);outline-offset:-1px;z-index:2}
    .hit{box-shadow:inset 0 0 0 2px var(--mark);z-index:1}
    .more{position:absolute;left:4px;right:2px;overflow:hidden;white-space:nowrap;color:var(--quiet)}
    aside{flex:0 0 320px;position:sticky;top:12px;max-height:calc(100vh - 24px);overflow:auto;background:var(--panel);
    border:1px solid var(--soft);border-radius:4px;padding:10px 14px;overflow-wrap:anywhere}
    aside h2{margin:0 0 6px}dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 12px;margin:0;font-size:13px}
    dt{color:var(--quiet)}dd{margin:0}aside ul{margin:4px 0 0;padding:0;list-style:none;font-size:13px}
    aside li{border-top:1px solid var(--soft);padding:3px 0}
    table{border-collapse:collapse;font-size:13px}th{font-weight:normal;color:var(--quiet);text-align:left}
    .nodes td{padding:2px 14px 2px 0;vertical-align:top}
    .nodes td:nth-child(-n+3),.nodes td:last-child{white-space:nowrap}
    .key{display:inline-block;width:22px;height:13px;border:1px solid var(--line);vertical-align:-2px}
    .distances td{width:36px;height:24px;text-align:center;border:1px solid var(--line);font-size:12px}
    .distances th{padding:0 8px;text-align:center}
    .s0{background:var(--s0)}.s1{background:var(--s1)}.s2{background:var(--s2);color:var(--middle)}
    .s3{background:var(--s3);color:var(--dark)}.s4{background:var(--s4);color:var(--dark)}
    canvas{border:1px solid var(--line);image-rendering:pixelated;max-width:100%}
    canvas:focus{outline:3px solid var(--mark)}
    output{display:block;min-height:20px;font-size:13px}
    .legend span{display:inline-block;margin-right:14px;font-size:12px}
    .graph{max-width:100%;height:auto;font:11px "DejaVu Sans",Verdana,sans-serif}
    .graph path{stroke:var(--quiet);stroke-width:1.5;fill:none}.dense path{stroke-width:.6;stroke-opacity:.6}.graph circle{stroke:var(--line)}
    .graph text{text-anchor:middle}.graph .length{fill:var(--text);stroke:var(--back);stroke-width:4;paint-order:stroke}
    @media (max-width:900px){main,.machines{flex-direction:column}.machines,.machine{width:100%}
    aside{order:-1;top:0;width:100%;flex:none;max-height:35vh;z-index:3}}

    """
}
