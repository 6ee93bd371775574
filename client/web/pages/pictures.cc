#include "client/web/pages/pictures.h"

#include "client/web/images/image_hosts.h"

namespace taqvim::web {
namespace {

using markup::MarkupWriter;

// The room that a picture takes before it is there. Which size it has nobody says; the style fits
// it in.
constexpr char kWidth[] = "720";
constexpr char kHeight[] = "480";

void WritePicture(MarkupWriter& out, const v1::Picture& picture, const PageContext& context) {
  const Worded text = Choose(picture.text(), context.languages);
  out.Open("figure");
  MarkupWriter::Attributes attributes = {{"src", picture.address()},
                                         {"alt", text.text},
                                         {"width", kWidth},
                                         {"height", kHeight},
                                         {"loading", "lazy"},
                                         {"decoding", "async"},
                                         {"referrerpolicy", "no-referrer"}};
  if (!text.language.empty()) attributes.emplace_back("lang", text.language);
  out.Empty("img", attributes);
  // It says the same as the text for who does not see it.
  if (!text.text.empty()) WriteWorded(out, "figcaption", text, {{"aria-hidden", "true"}});
  out.Close();
}

}  // namespace

std::vector<const v1::Picture*> ShownPictures(const v1::Event& event, const FeedSite& site) {
  std::vector<const v1::Picture*> shown;
  for (const v1::Picture& picture : event.pictures()) {
    if (IsAt(site.image_hosts, picture.address())) shown.push_back(&picture);
  }
  return shown;
}

void WritePictures(MarkupWriter& out, const v1::Event& event, const PageContext& context) {
  const auto pictures = ShownPictures(event, context.site);
  if (pictures.empty()) return;
  out.Open("div", {{"class", "pictures"}});
  for (const v1::Picture* picture : pictures) WritePicture(out, *picture, context);
  out.Close();
}

}  // namespace taqvim::web
