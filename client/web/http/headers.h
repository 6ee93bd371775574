// Header fields of requests and of responses (RFC 9110, 5), and those that each response
// has.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace taqvim::web {

// Fields in their order. Names are compared without regard to case. Not thread-safe.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  // Adds a field, whether or not there is one of its name.
  void Add(absl::string_view name, absl::string_view value);
  // Puts it in the place of all of its name.
  void Set(absl::string_view name, absl::string_view value);
  void Remove(absl::string_view name);

  bool Has(absl::string_view name) const { return Count(name) > 0; }
  // How many fields of the name there are: two of what may be there once are a fault.
  int Count(absl::string_view name) const;
  // The value of the first one.
  std::optional<absl::string_view> Find(absl::string_view name) const;
  // Of a field that is a list, all values as one list (RFC 9110, 5.3); empty if there is none.
  std::string List(absl::string_view name) const;

  size_t size() const { return fields_.size(); }
  std::vector<Field>::const_iterator begin() const { return fields_.begin(); }
  std::vector<Field>::const_iterator end() const { return fields_.end(); }

 private:
  std::vector<Field> fields_;
};

// Whether the text is a token (RFC 9110, 5.6.2), as methods and names of fields are.
bool IsToken(absl::string_view text);

// Whether the text may be the value of a field that we send: no control character but a
// tab, so that no value begins a line of its own.
bool IsFieldValue(absl::string_view text);

// What each response has unless its handler sets a field of the name. One that is set to
// the empty text is left out. What they keep a browser from:
// - X-Content-Type-Options (Fetch, 3.6): guessing another type than the one that is said.
// - Referrer-Policy (W3C Referrer Policy): telling other sites the address of a page, which
//   may have a key in it.
// - Content-Security-Policy (CSP Level 3): loading, framing or sending anything. A page says
//   itself what it needs. `default-src` does not stand in for the other three.
// - Cross-Origin-Resource-Policy (Fetch, 3.7): giving what is answered to pages of others.
// - Cross-Origin-Opener-Policy (HTML, 7.1.3): leaving pages of others a handle of its window.
const Headers& StandingHeaders();

}  // namespace taqvim::web
