#include "client/web/pages/testing/hostile_texts.h"

namespace taqvim::web {

const std::vector<std::string>& Hostile() {
  static const auto& texts = *new std::vector<std::string>{
      "</script><script>alert(1)</script>",
      "\"><img src=x onerror=alert(1)>",
      "' onmouseover='alert(1)",
      "<!-- ",
      "]]><x>",
      "javascript:alert(1)",
      "https://example.org/\" onclick=\"x",
      "&lt;b&gt; & \\u003c",
      "\xff\xfe<b>",
      "a\r\nb\n\n<p>",
      "\u202e<i>",
      "{{7*7}}",
  };
  return texts;
}

std::string RandomHostile(std::mt19937& random) {
  static const auto& letters = *new std::string("<>&\"'/= ax\x01\x7f\x80\xc3\xa9\xff;!-{}=+@");
  std::string made = "x";
  for (size_t i = random() % 40; i > 0; --i) made += letters[random() % letters.size()];
  return made + "x";
}

std::string Skeleton(const std::string& html) {
  std::string skeleton;
  for (size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    bool quoted = false;
    for (; at < html.size() && (quoted || html[at] != '>'); ++at) {
      if (html[at] == '"') quoted = !quoted;
      if (!quoted && html[at] != '"') skeleton += html[at];
    }
    skeleton += ">\n";
  }
  return skeleton;
}

}  // namespace taqvim::web
