#include "server/rpc/wire/decode.h"

#include <gtest/gtest.h>

#include <string>

#include "google/rpc/error_details.pb.h"
#include "server/base/error_details.h"
#include "taqvim/v1/event_batch.pb.h"

namespace taqvim::rpc {
namespace {

v1::BatchWriteEventsRequest Batch() {
  v1::BatchWriteEventsRequest request;
  for (int i = 0; i < 2; ++i) {
    auto* event = request.add_writes()->mutable_create()->mutable_event();
    (*event->mutable_title())["az"] = "Konsert";
    event->mutable_period()->mutable_dated()->mutable_first_day()->set_year(2025);
    event->add_bookings()->set_space("venues/library/spaces/hall");
    event->add_bookings()->set_participant("participants/choir");
  }
  return request;
}

std::string FieldOf(const absl::Status& status) {
  google::rpc::BadRequest detail;
  return schedule::GetDetail(status, &detail) ? detail.field_violations(0).field() : "none";
}

absl::Status Decode(const std::string& bytes, v1::BatchWriteEventsRequest* request = nullptr) {
  static const RequestType type(*v1::BatchWriteEventsRequest::descriptor());
  v1::BatchWriteEventsRequest unused;
  return DecodeRequest(bytes, type, request == nullptr ? unused : *request).status();
}

// The batch's bytes with one text replaced by another of the same length.
std::string BytesWith(const std::string& text, const std::string& other) {
  std::string bytes = Batch().SerializeAsString();
  const size_t at = bytes.rfind(text);
  EXPECT_NE(at, std::string::npos);
  EXPECT_EQ(text.size(), other.size());
  return bytes.replace(at, text.size(), other);
}

TEST(DecodeRequest, ReadsWhatIsWellFormed) {
  v1::BatchWriteEventsRequest request;
  ASSERT_TRUE(Decode(Batch().SerializeAsString(), &request).ok());
  EXPECT_EQ(request.SerializeAsString().size(), Batch().SerializeAsString().size());
  EXPECT_TRUE(Decode("").ok());
}

TEST(DecodeRequest, OfBytesThatAreNoMessageIsMalformed) {
  const absl::Status status = Decode("\xff\xff\xff garbage");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(schedule::ReasonOf(status), v1::ERROR_REASON_MALFORMED_REQUEST);
  EXPECT_EQ(FieldOf(status), "");
}

TEST(DecodeRequest, OfTruncatedBytesIsMalformedAtEveryLength) {
  const std::string bytes = Batch().SerializeAsString();
  int refused = 0;
  for (size_t length = 0; length < bytes.size(); ++length) {
    const absl::Status status = Decode(bytes.substr(0, length));
    if (status.ok()) continue;  // cut between two writes, or at the start
    ++refused;
    EXPECT_EQ(schedule::ReasonOf(status), v1::ERROR_REASON_MALFORMED_REQUEST) << length;
  }
  EXPECT_EQ(refused, bytes.size() - 2);
}

TEST(DecodeRequest, NamesTheTextThatIsNotUtf8) {
  const absl::Status status = Decode(BytesWith("participants/choir", "participants/ch\xc3\x28r"));
  EXPECT_EQ(schedule::ReasonOf(status), v1::ERROR_REASON_MALFORMED_REQUEST);
  EXPECT_EQ(FieldOf(status), "writes[1].create.event.bookings[1].participant");
}

TEST(DecodeRequest, NamesTheMapEntryWhoseTextIsNotUtf8) {
  EXPECT_EQ(FieldOf(Decode(BytesWith("Konsert", "Kons\xf8rt"))),
            "writes[1].create.event.title[\"az\"]");
  EXPECT_EQ(FieldOf(Decode(BytesWith("az", "\xff\xfe"))), "writes[1].create.event.title[\"\"]");
}

TEST(DecodeRequest, NamesTheMessageThatIsBrokenInside) {
  v1::BatchWriteEventsRequest request;
  auto* unknown = request.GetReflection()->MutableUnknownFields(&request);
  unknown->AddLengthDelimited(1, "\x0a\x7f");  // a write whose create ends too early
  EXPECT_EQ(FieldOf(Decode(request.SerializeAsString())), "writes[0]");
}

TEST(DecodeRequest, RefusesAnUnknownFieldAtTheTop) {
  auto request = Batch();
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(77, 1);
  const absl::Status status = Decode(request.SerializeAsString());
  EXPECT_EQ(schedule::ReasonOf(status), v1::ERROR_REASON_INVALID_FIELD);
  EXPECT_NE(status.message().find("field number 77 of taqvim.v1.BatchWriteEventsRequest"),
            std::string::npos)
      << status;
}

TEST(DecodeRequest, RefusesAnUnknownFieldDeepInside) {
  auto request = Batch();
  auto* day = request.mutable_writes(1)
                  ->mutable_create()
                  ->mutable_event()
                  ->mutable_period()
                  ->mutable_dated()
                  ->mutable_first_day();
  day->GetReflection()->MutableUnknownFields(day)->AddVarint(9, 1);
  const absl::Status status = Decode(request.SerializeAsString());
  EXPECT_EQ(FieldOf(status), "writes[1].create.event.period.dated.first_day");
  EXPECT_NE(status.message().find("field number 9 of google.type.Date"), std::string::npos);
}

TEST(DecodeRequest, RefusesAFieldOfTheWrongType) {
  v1::BatchWriteEventsRequest request;
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(2, 1);  // request_id
  EXPECT_EQ(schedule::ReasonOf(Decode(request.SerializeAsString())),
            v1::ERROR_REASON_INVALID_FIELD);
}

TEST(Contract, HasNoMapsOfMessages) {
  const auto* file = v1::BatchWriteEventsRequest::descriptor()->file();
  for (int d = -1; d < file->dependency_count(); ++d) {
    const auto* searched = d < 0 ? file : file->dependency(d);
    for (int m = 0; m < searched->message_type_count(); ++m) {
      const auto* type = searched->message_type(m);
      for (int f = 0; f < type->field_count(); ++f) {
        if (!type->field(f)->is_map()) continue;
        EXPECT_EQ(type->field(f)->message_type()->map_value()->message_type(), nullptr)
            << type->field(f)->full_name();
      }
    }
  }
}

TEST(CountField, CountsThoseOfTheMessageItselfInWhicheverOrderTheyCome) {
  v1::BatchWriteEventsRequest request;
  EXPECT_EQ(CountField(request.SerializeAsString(), 1), 0);
  for (int i = 0; i < 3; ++i) request.add_writes()->mutable_confirm()->set_name("events/a");
  request.set_request_id("request-0001");
  const std::string bytes = request.SerializeAsString();
  const int writes = v1::BatchWriteEventsRequest::kWritesFieldNumber;
  EXPECT_EQ(CountField(bytes, writes), 3);
  EXPECT_EQ(CountField(bytes + bytes, writes), 6);
  EXPECT_EQ(CountField(bytes + "\xff\xff", writes), 3);
}

}  // namespace
}  // namespace taqvim::rpc
