// What was asked before, in a few words each, for the one who reads a failure.
#pragma once

#include <deque>
#include <set>
#include <string>

#include "tests/property/model/model.h"

namespace taqvim::property {

// A request in one line or, for batches, one for each item.
std::string Describe(const Request& request);
std::string Describe(const v1::Event& event);
std::string Describe(const v1::Conflict& conflict);
std::string Describe(const Claim& claim);
std::string DescribeInstant(int64_t seconds);

class History {
 public:
  void Add(int operation, int64_t now, const Request& request, const Verdict& verdict);
  // The latest operations that touched one of these atoms or owners, and the
  // latest one of all, at most `limit`, in order.
  std::string About(const std::set<std::string>& atoms, const std::set<std::string>& owners,
                    int limit) const;

 private:
  struct Entry {
    std::string text;
    std::set<std::string> touched;
  };
  std::deque<Entry> entries_;
};

}  // namespace taqvim::property
