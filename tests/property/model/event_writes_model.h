// The naive judgement of a write of events: every claim that the write adds or
// moves is held against every claim of everybody else, one pair at a time.
//
// Nothing here is taken from the schedule; what the two have in common is the
// contract alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "taqvim/v1/event_batch.pb.h"
#include "taqvim/v1/event_requests.pb.h"
#include "taqvim/v1/hold_requests.pb.h"
#include "tests/property/model/hold_model.h"
#include "tests/property/model/world.h"

namespace taqvim::property {

// The day of what is no occurrence.
inline constexpr int64_t kNoDay = -1;

// What a conflict says while it is worked out: how it begins, if it is of an event as its
// move would have it, and how it ends, if it meets one like that.
inline constexpr char kOfMove[] = "of its move";
inline constexpr char kWithMove[] = "with a move";

// An event in the hands of a write.
struct Draft {
  // Null for a new event.
  const Stored<v1::Event>* before = nullptr;
  v1::Event after;
  std::vector<Claim> claims;
  int item = 0;
  // Named by an item or cancelled by a cascade; else only drawn in.
  bool written = false;
  bool deleted = false;
  bool confirming = false;
  int64_t serial = 0;
  std::set<int> overrides;

  bool claimed = false;
  // By booking: whether it says something else than before; whether it is
  // judged anew; whether it is partly outside the host's.
  std::vector<bool> changed;
  std::vector<bool> altered;
  std::vector<bool> outside;
  // Whether its claims, or those of an event that it is inside, take other
  // atoms or times than before.
  bool moved = false;
  // Of a series that is expanded, by booking and time: the days of the occurrences
  // that are not finished.
  std::map<std::pair<int, Span>, std::set<int64_t>> occurrences;

  // Whether an item asks those who have to approve it; whether its move is made now; and
  // whether one is asked for.
  bool asks = false;
  bool moves = false;
  bool move_is_new = false;
  // What was approved and waived for what it shall be.
  std::vector<v1::BookingApproval> granted;
  std::vector<v1::Waiver> waived;
  // Of an event as its move would have it: what moves together with it.
  bool of_move = false;
  std::string move_group;

  const std::string& name() const { return after.name(); }
};

class EventWritesModel {
 public:
  // Changes the world when the write is accepted.
  explicit EventWritesModel(World& world) : world_(world) {}

  Verdict Write(const std::vector<v1::EventWrite>& writes);

  // Publishes the events, or a programme with what belongs to it, or takes that back.
  Verdict Publish(std::vector<std::string> names, const std::string& programme, bool publish);

  // The order in which a manager puts one hold of an event, or all.
  Verdict Prioritize(const v1::PrioritizeHoldRequest& request);

  // What a venue or a participant says of a booking, or of all its open ones.
  Verdict Decide(const std::string& name, const std::string& etag, const std::string& booking,
                 const std::string& approver, const v1::BookingApproval& decision,
                 const std::set<int>& overrides);

  // What follows for events when the spaces of the venue are other than before,
  // which they already are in the world.
  Verdict ReexpandVenue(const std::string& venue);
  // What follows when the time zone of the venue was corrected from `before` to
  // what it already is in the world.
  Verdict CorrectZone(const std::string& venue, const std::string& before);
  // What follows when the rules of the zone that moves are others, which they
  // already are.
  Verdict Rederive();

 private:
  // Each returns a refusal, or a verdict that is OK.
  Verdict Step(const v1::EventWrite& write, int item);
  Verdict Create(const v1::CreateEventRequest& request, int item);
  Verdict Update(const v1::UpdateEventRequest& request, int item);
  Verdict Confirm(const v1::ConfirmEventRequest& request, int item);
  Verdict Cancel(const v1::CancelEventRequest& request, int item);
  Verdict Delete(const v1::DeleteEventRequest& request, int item);
  Verdict PublishOne(const std::string& name, bool publish, int item);
  Verdict MeantWith(const std::string& programme, bool publish,
                    std::vector<std::string>& names) const;
  void SettlePublicReferences();
  // An event as it is in the hands of the write, or stored; and one as it is stored, or
  // with its venue's new zone.
  Draft& TakeUp(const std::string& name);
  Draft& TakeUp(const std::string& name, const Stored<v1::Event>& stored);
  Verdict Open(const std::string& name, const std::string& etag, int item, Draft** draft);
  // After the steps: what is answered, and written.
  Verdict Judged();
  void ConfirmDraft(Draft& draft);
  void CancelDraft(Draft& draft, const v1::CancelEventRequest& request);
  Verdict Settle();
  void CheckHostOf(const Draft& draft, bool& illegal);
  void FreeReciprocal(Draft& draft);
  void JoinReciprocal(const Draft& draft, bool& illegal);
  void LinkReciprocals(bool& illegal);
  void SetReciprocal(const std::string& name, const std::string& reciprocal, int item);
  void CheckProgrammeOf(const Draft& draft, bool& illegal);
  bool IsReferredTo(const std::string& name) const;
  Verdict Malformed() const;

  void ClaimAll();
  void ClaimDraft(Draft& draft);
  bool CheckFacts(Draft& draft);
  void CheckAgreement(const Draft& draft);
  void CheckReference(const Draft& draft, const std::string& name);
  void CheckBookingZone(Draft& draft, v1::Booking& booking);
  void CheckOwnPeriod(const Draft& draft);
  std::string ZoneOfVenues(const v1::Event& event) const;
  std::vector<std::string> HostsOf(const Draft& draft);
  void ClaimBooking(Draft& draft, int booking, bool rehost);
  bool IsContestedAt(const std::string& host, const Claim& claim) const;
  std::string HostOf(const Draft& draft, const Claim& claim);
  void DrawInHosted(const Draft& draft);

  void CheckMoved(const Draft& draft);
  void KeepSeriesClaims(Draft& draft, bool finished_alone);
  void ClaimOccurrence(Draft& draft, int64_t day, const std::vector<Span>& spans, bool held);
  void ClaimSeries(Draft& draft);
  void ClaimAnew(Draft& draft);
  void ClaimAgain(Draft& draft);
  static std::map<int64_t, std::vector<Claim>> ByOccurrence(const Draft& draft,
                                                            const std::vector<Claim>& claims);
  bool IsYielding(const v1::Conflict& conflict) const;
  std::set<int64_t> DaysInConflict(const v1::Conflict& conflict) const;
  static void GiveUpOccurrences(Draft& draft, const std::set<int64_t>& days);
  void YieldOccurrences();

  void ResolveExpireTime(const v1::Event& before, v1::Event& event);
  void SettleHolds(Draft& draft);
  // The venue, or the participant, that must agree to the booking of the event; empty when
  // none must.
  std::string DeciderOf(const v1::Event& event, const v1::Booking& booking) const;
  void ConfirmOrAsk(Draft& draft);
  bool TakesMore(const Draft& draft, int booking) const;
  bool IsUnapproved(const Draft& draft, int booking) const;
  void SettleApprovals(Draft& draft);

  std::vector<v1::Conflict> Judge();
  void JudgeCollisions(const Draft& draft);
  void JudgeBookingAgainst(const Draft& draft, int booking, const v1::Event& other,
                           const std::vector<Claim>& claims);
  // Among the final states of all.
  Party PartyOf(const std::string& name) const;
  std::vector<Party> Others(const Draft& draft) const;
  int RankOf(const Draft& draft, int booking) const;
  bool IsAhead(const Draft& draft, const Claim& ours, const Party& other,
               const Claim& theirs) const;
  void JudgeHoldsOf(const Party& other, const Draft& draft, int booking);
  void JudgeHolds(const Draft& draft);
  void JudgeClosures(const Draft& draft, int booking);
  void JudgeHost(const Draft& draft);
  void JudgeHours(const Draft& draft, int booking);
  void JudgeCapacity(const Draft& draft, int booking);
  void JudgeLimits(const Draft& draft, int booking);
  void JudgePast(const Draft& draft);
  void JudgeApproval(const Draft& draft, int booking);
  void JudgeProgramme(const Draft& draft);
  void JudgeMembers(const Draft& draft);
  void JudgeAgreement(const Draft& draft);
  void JudgeCultureDays(const Draft& draft);
  bool IsInside(const Draft& draft, const std::string& host) const;
  std::vector<Claim> JudgedClaims(const Draft& draft, int booking) const;
  // Which events wait for approvals to be moved, and which wait no more.
  void SettleMoves();
  void AskForMoves();
  void EndMoveGroups();
  std::vector<v1::BookingApproval> OpenApprovals(Draft tried);
  void AskToMove(Draft& draft, std::vector<v1::BookingApproval> open, const std::string& group);
  void MoveTogether(Draft& draft);
  std::set<std::string> MembersOfGroup(const std::string& group) const;
  void ClaimMove(Draft& draft);
  bool MovesTogether(const Draft& draft, const std::string& name) const;
  // Of the event as its pending move would have it, by its name.
  std::vector<Claim> FinalMoveClaims(const std::string& name) const;
  Verdict DecideOnMove(Draft& draft, const std::string& booking, const std::string& venue,
                       const v1::BookingApproval& decision);
  // The draft of which a conflict is: that of an event, or of it as its move would have it.
  const Draft* DraftOf(const v1::Conflict& conflict) const;
  Draft* DraftOf(const v1::Conflict& conflict);
  void JudgeDraft(const Draft& draft);

  v1::Conflict& AddConflict(const Draft& draft, int booking, v1::ConflictRule rule);

  bool StillHolds(const Draft& draft, const v1::Waiver& waiver) const;
  void KeepWaivers(Draft& draft);
  bool Waive(Draft& draft, const v1::Conflict& conflict);
  std::string FingerprintOf(const v1::Conflict& conflict) const;

  Verdict Finish(bool blocked);
  void Note(Verdict& verdict) const;

  const v1::Event* Final(const std::string& name) const;
  // The same; null also when it is deleted.
  const v1::Event* Staying(const std::string& name) const;
  std::vector<Claim> FinalClaims(const std::string& name) const;
  // Live events and drafts that say so in the end.
  std::vector<std::string> HostedBy(const std::string& name) const;
  std::vector<std::string> MembersOf(const std::string& name) const;

  World& world_;
  Verdict Move();

  // Whether spaces, zones or their rules changed, and not events.
  bool reexpanding_ = false;
  // And not because of times.
  bool changes_spaces_ = false;
  // Events as they are with their venue's new zone.
  std::map<std::string, Stored<v1::Event>> corrected_;
  std::map<std::string, Draft> drafts_;
  // Those of events as their moves would have them, and what these were before.
  std::map<std::string, Draft> moved_;
  std::map<std::string, Stored<v1::Event>> before_moved_;
  std::vector<std::string> written_;
  std::set<std::string> cascaded_;
  // Those that move with one, if all can.
  std::set<std::string> moved_along_;
  std::set<v1::ErrorReason> malformed_;
  std::vector<v1::Conflict> conflicts_;
};

// What every write makes of the approvals of an event whose bookings it leaves as they
// are: those of who does not approve any more go, and where a confirmation is asked
// for, those are asked that approve only since then. Changes tentative events alone.
void SettleUnchanged(const World& world, v1::Event& event);

// Who would decide about the booking of the event, by its name; empty when nobody does. And
// what the booking is of, whole or in part.
std::string DeciderIn(const World& world, const v1::Event& event, const v1::Booking& booking);
std::string BookedIn(const v1::Booking& booking);
// Whether the approval is that one's; and names it in one.
bool IsOf(const v1::BookingApproval& approval, const std::string& approver);
v1::BookingApproval Pending(const v1::Booking& booking, const std::string& approver);

// Takes what is said of the event as moved into its move.
void KeepInMove(const v1::Event& moved, v1::Event& event);

// Ends the moves whose time has passed, and those that are made together with them; the
// events that had one.
std::set<std::string> LapseMoves(World& world);

// Takes away what the approver, which is already what it shall be, decides about no more of
// moves; the events that it was taken from.
std::set<std::string> WithdrawFromMoves(World& world, const std::string& approver);

// Takes away what the approver, which is already what it shall be, decides about no more,
// where something is open; the events that it was taken from, or whose moves it was.
std::set<std::string> WithdrawApprovals(World& world, const std::string& approver);

// Keeps what became of the days of a series, when the rest of its recurrence is replaced.
void KeepDays(const v1::Event& before, v1::Event& after);
// Which of the fields that the test changes an update changes.
void ApplyUpdate(const v1::UpdateEventRequest& request, v1::Event& event);

}  // namespace taqvim::property
