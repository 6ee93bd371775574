// The cities of the random schedule, and how each is spelt. The model tells them
// apart by this table, and knows nothing of Unicode.
#pragma once

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

namespace taqvim::property {

inline constexpr int kCities = 6;
inline constexpr int kSpellings = 4;
inline constexpr std::array<std::array<std::string_view, kSpellings>, kCities> kSpellingsOf = {
    {{"Tashkent", "tashkent", "TASHKENT", "Tash\u00adkent"},
     {"Bakı", "BAKI", "baki", "BAKI\u0307"},
     {"Berlin", "BERLİN", "berlın", "berlIn"},
     // In another script it is another city.
     {"Ташкент", "ТАШКЕНТ", "ташкент", "таш\u200dкент"},
     {"Нур-Султан", "НУР-СУЛТАН", "Нур\u2011Султан", "Нур-Султан\u200b"},
     {"Семей", "СЕМЕЙ", "Семеи\u0306", "СЕМЕИ\u0306"}}};

inline int CityOf(std::string_view spelling) {
  for (int city = 0; city < kCities; ++city) {
    for (std::string_view one : kSpellingsOf[city]) {
      if (one == spelling) return city;
    }
  }
  std::abort();
}

inline bool IsSameCity(std::string_view a, std::string_view b) { return CityOf(a) == CityOf(b); }

}  // namespace taqvim::property
