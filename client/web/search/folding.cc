#include "client/web/search/folding.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"

namespace taqvim::web {
namespace {

constexpr size_t kLongestWord = 64;

// Latin with its additions, Greek, Cyrillic and its supplement.
constexpr UChar32 kFirst = 0x80;
constexpr UChar32 kEnd = 0x530;

// As people type them who have no key for them, or have another for the same.
constexpr std::pair<UChar32, const char*> kLetters[] = {
    {U'ə', "e"}, {U'ә', "a"}, {U'ғ', "g"}, {U'қ', "k"}, {U'ұ', "u"}, {U'ү', "u"}, {U'һ', "h"},
    {U'ө', "o"}, {U'ҳ', "h"}, {U'ҷ', "j"}, {U'җ', "j"}, {U'ң', "n"}, {U'й', "y"},
};

constexpr std::pair<UChar32, UChar32> kArabic[] = {
    {U'ی', U'ي'}, {U'ى', U'ي'}, {U'ک', U'ك'}, {U'ة', U'ه'}, {U'ە', U'ه'}, {U'ھ', U'ه'},
};

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

// The letters a to z, and digits, that a letter is written with.
class LatinLetters {
 public:
  LatinLetters() {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> transliterator(icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, error));
    for (UChar32 letter = kFirst; U_SUCCESS(error) && letter < kEnd; ++letter) {
      if (u_isalpha(letter) == 0) continue;
      icu::UnicodeString text(letter);
      transliterator->transliterate(text);
      for (const char c : Utf8(text)) {
        if (absl::ascii_isalnum(static_cast<unsigned char>(c))) Row(letter).push_back(c);
      }
    }
    for (const auto& [letter, latin] : kLetters) Row(letter) = latin;
  }

  // Empty where there are none.
  const std::string& Of(UChar32 letter) const {
    static const auto& none = *new std::string();
    return letter < kFirst || letter >= kEnd ? none : rows_[letter - kFirst];
  }

 private:
  std::string& Row(UChar32 letter) { return rows_[letter - kFirst]; }

  std::array<std::string, kEnd - kFirst> rows_;
};

bool IsApostrophe(UChar32 c) {
  static constexpr UChar32 kApostrophes[] = {U'\'', U'`', U'´', U'‘', U'’', U'ʹ', U'ʺ', U'ʻ', U'ʼ'};
  return std::find(std::begin(kApostrophes), std::end(kApostrophes), c) != std::end(kApostrophes);
}

bool IsMark(UChar32 c) {
  const int8_t type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

// A letter that several others write in two: `sh` is `s`, as ş and ш are.
bool EndsPair(char before, char letter) {
  return letter == 'h' && absl::string_view("sczgk").find(before) != absl::string_view::npos;
}

class WordMaker {
 public:
  void Add(UChar32 c) {
    if (IsMark(c) || IsApostrophe(c)) return;
    if (u_isalnum(c) == 0) return End();
    if (const int32_t digit = u_charDigitValue(c); digit >= 0) {
      return AddLatin(static_cast<char>('0' + digit));
    }
    static const LatinLetters& latin = *new LatinLetters();
    if (c < kFirst) return AddLatin(static_cast<char>(c));
    if (!latin.Of(c).empty()) {
      for (const char letter : latin.Of(c)) AddLatin(letter);
      return;
    }
    AddOther(c);
  }

  void End() {
    if (!word_.empty()) words_.push_back(std::exchange(word_, {}));
    is_full_ = false;
  }

  std::vector<std::string> Finish() && {
    End();
    std::sort(words_.begin(), words_.end());
    words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
    return std::move(words_);
  }

 private:
  void AddLatin(char letter) {
    if (letter == 'q') letter = 'k';
    if (letter == 'w') letter = 'v';
    if (letter == 'x') letter = 'h';
    if (!word_.empty() && EndsPair(word_.back(), letter)) {
      if (word_.back() != 'k') return;
      word_.pop_back();
      return AddLatin('h');
    }
    Append(absl::string_view(&letter, 1));
  }

  void AddOther(UChar32 c) {
    for (const auto& [variant, letter] : kArabic) {
      if (c == variant) c = letter;
    }
    Append(Utf8(icu::UnicodeString(c)));
  }

  void Append(absl::string_view letters) {
    is_full_ = is_full_ || word_.size() + letters.size() > kLongestWord;
    if (!is_full_) word_.append(letters.data(), letters.size());
  }

  std::string word_;
  bool is_full_ = false;
  std::vector<std::string> words_;
};

// Empty where ICU has no data.
icu::UnicodeString Folded(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(error);
  if (U_FAILURE(error)) return {};
  const auto given = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  return decompose->normalize(fold->normalize(given, error), error);
}

}  // namespace

std::vector<std::string> FoldedWords(absl::string_view text) {
  const icu::UnicodeString folded = Folded(text);
  WordMaker maker;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    maker.Add(folded.char32At(i));
  }
  return std::move(maker).Finish();
}

}  // namespace taqvim::web
