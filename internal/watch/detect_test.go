package watch_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"pledgewatch/internal/watch"
)

// said are single paragraphs of news of 10 June 2025 and what they change: "entry field kind to", with / between entries that
// would all do; nothing after the bar for no change.
const said = `
# delayed
The early career framework will now start in September 2027. | ecf-entitlement-date/early-career-framework date delayed 2027-09
Ministers have pushed the early career framework entitlement back to autumn 2027. | ecf-entitlement-date/early-career-framework date delayed 2027-23
The DfE said it was delaying the early career framework until the end of 2027. | ecf-entitlement-date/early-career-framework date delayed 2027
The start of fundamental reform of children's social care has been postponed to April 2028. | reform-start date delayed 2028-04/..
Fundamental reform of children's social care will not now begin until the 2027-28 financial year, the Treasury confirmed. | reform-start date delayed 2027-04/..
There will be a further delay to the corporate parenting extension, officials admitted. | corporate-parenting-extension status delayed delayed
The government has put its review of the independent reviewing officer role on hold. | iro-review status delayed delayed
The annual social work health check has been deferred, the DfE announced. | health-check-survey status delayed delayed
Findings from the trials of three practice models have slipped to spring 2028, Foundations said. | practice-model-trials-findings date delayed 2028-21
Social workers will have to wait until September 2028 for the early career framework. | ecf-entitlement-date/early-career-framework date delayed 2028-09
The early career framework has hit delays and will not be in place until April 2027, officials told MPs. | ecf-entitlement-date/early-career-framework date delayed 2027-04
The government has moved the start of the early career framework from September 2026 to January 2027. | ecf-entitlement-date/early-career-framework date delayed 2027-01
In a written statement, the minister said the financial oversight regime would be delayed. | financial-oversight-regime status delayed delayed
Fundamental reform of children's social care will be phased in from April 2029, three years later than planned. | reform-start date delayed 2029-04/..
The DfE has paused its work on the virtual retention hub. | retention-hub status delayed delayed
# brought forward
The DfE has brought the early career framework entitlement forward to January 2026. | ecf-entitlement-date/early-career-framework date brought-forward 2026-01
The early career framework will become an entitlement in April 2026, rather than in September, the department confirmed. | ecf-entitlement-date/early-career-framework date brought-forward 2026-04
# dropped
The government has axed its plan for a cap on agency social worker pay. | agency-pay-cap status dropped dropped
Plans for a virtual hub on retaining social workers are being scrapped, the DfE has confirmed. | retention-hub status dropped dropped
Ofsted inspection of regional care co-operatives will not go ahead, ministers have decided. | rcc-ofsted-inspection status dropped dropped
The DfE has decided to abandon the trial of kinship allowances. | kinship-allowance-trial status dropped dropped
The trial of kinship allowances has been called off. | kinship-allowance-trial status dropped dropped
The DfE has pulled the plug on its tests of lighter case recording. | case-recording-tests status dropped dropped
The virtual retention hub has been shelved, officials said. | retention-hub status dropped dropped
The DfE is to end the annual social work health check, it has emerged. | health-check-survey status dropped dropped
The government is no longer planning to cap agency social worker pay. | agency-pay-cap status dropped dropped
The department has decided not to proceed with its trial of kinship allowances. | kinship-allowance-trial status dropped dropped
Compulsory membership of regional care co-operatives has been ruled out by ministers. | rcc-compulsory status dropped dropped
The DfE has thrown out compulsory membership of regional care co-operatives. | rcc-compulsory status dropped dropped
# replaced
The annual social work health check is to be replaced by a quarterly survey, the DfE said. | health-check-survey status replaced replaced
# started
The trial of kinship allowances got under way on Monday. | kinship-allowance-trial status started testing
The Law Commission has launched its review of disabled children's social care law. | law-commission-disabled-children status started in-progress
Testing of lighter case recording began last week in two groups of councils. | case-recording-tests status started testing
The Children's Wellbeing Bill was introduced to parliament on Wednesday. | childrens-wellbeing-bill status started in-progress
Work has started on improving case management systems, the DfE said. | case-management-systems status started in-progress
# expanded, reduced
The kinship allowance trial will be extended from up to 10 areas to 25, the DfE announced. | kinship-allowance-trial/kinship-allowance-recommendation amount expanded 25 areas
The number of families first for children pathfinder areas has risen to 14, up from 10. | families-first-pathfinder-areas amount expanded 14 areas
The leaving care grant has been raised from £3,000 to £3,500. | leaving-care-grant amount expanded £3,500
The government has halved funding for family finding, befriending and mentoring from £30m to £15m. | family-finding-funding-30m amount reduced £15m
The Treasury has cut the £44m for kinship allowances and fostering hubs to £30.5 million. | kinship-and-hubs-44m amount reduced £30.5m
Funding for the foster carer recruitment and retention programme will fall from £27m to twenty million pounds. | foster-carer-recruitment-27m amount reduced £20m
There will be 15 regional care co-operatives instead of 20, the DfE said. | rcc-number amount reduced 15 RCCs
The DfE will now recruit 800 extra child and family social worker apprentices, up from 500. | apprentices-500 amount expanded 800 apprentices
An extra £6m takes the money for the trial of kinship allowances and fostering hubs to £50m, up from £44m. | kinship-and-hubs-44m amount expanded £50m
Just eight areas, not 10, will test kinship allowances, the DfE has said. | kinship-allowance-trial/kinship-allowance-recommendation amount reduced 8 areas
The chancellor has added £1bn to the £250m set aside for reform, bringing the total to £1.25bn. | reform-250m amount expanded £1.25bn
# delivered
The DfE has published its statutory guidance on agency social work. | agency-statutory-guidance status delivered delivered
The national workload action group has been set up. | workload-action-group-plan status delivered delivered
Regional fostering recruitment hubs now cover all council areas, which delivers the government's commitment. | fostering-recruitment-hubs status delivered delivered
The skills and knowledge document behind the early career framework was published today. | ecf-skills-document status delivered delivered
The DfE has released its long-awaited practice guides for children's social care. | practice-guides status delivered delivered
The government has made good on its pledge of a virtual hub on retaining social workers, which opened on Monday. | retention-hub status delivered delivered
# missed
The DfE failed to publish the practice guides by its own deadline. | practice-guides status missed delayed
Ministers have missed the deadline for the virtual retention hub. | retention-hub status missed delayed
The government has not met its commitment to set up a virtual hub on retaining social workers. | retention-hub status missed delayed
# legislated
The Children's Wellbeing Bill has received royal assent. | childrens-wellbeing-bill status legislated delivered
The financial oversight regime for large care providers came into force on Monday. | financial-oversight-regime status legislated delivered
The extension of corporate parenting to more public bodies is now law. | corporate-parenting-extension status legislated delivered
Regulations laid on Monday bring the financial oversight regime for care providers into force. | financial-oversight-regime status legislated delivered
# accepted
The government has committed to legal aid for kinship carers, as the care review recommended. | kinship-legal-aid-recommendation status accepted accepted
The review's recommendation of national pay scales for children's social workers will be adopted, ministers said. | national-pay-scales status accepted accepted
The government has accepted the care review's call for 9,000 foster carers. | care-review-9000-foster-carers status accepted accepted
Ministers have agreed to the care review's call for legal aid for kinship carers. | kinship-legal-aid-recommendation status accepted accepted
National pay scales for children's social workers have been accepted by the government. | national-pay-scales status accepted accepted
The government has turned down the care review's call for legal aid for kinship carers. | kinship-legal-aid-recommendation status dropped rejected

# no change: what stands already
The early career framework is due to become an entitlement in September 2026. |
The NAAS was scrapped in 2022. |
The government has rejected national pay scales for children's social workers. |
The trial of kinship allowances will cover up to 10 areas. |
Fundamental reform will begin from April 2026 at the earliest, the DfE confirmed. |
The families first for children pathfinder, launched in 2023 with £45m, runs in 10 areas. |
Regional care co-operatives were first announced in February 2023, when 20 were planned. |
# denied
The government has not scrapped the trial of kinship allowances. |
The DfE denied that it had delayed the early career framework. |
Ministers insisted that the virtual retention hub had not been dropped. |
There are no plans to scrap the leaving care grant, a minister said. |
No decision has been taken to abandon the cap on agency social worker pay. |
The minister ruled out scrapping the annual social work health check. |
The DfE rejected claims that the trial of kinship allowances had been cancelled. |
# wished for, feared, guessed
Charities called for the early career framework to be delayed until 2028. |
A union urged ministers to drop the cap on agency social worker pay. |
A councillor fears that the trial of kinship allowances will be delayed. |
The cap on agency social worker pay could be scrapped, sources say. |
The trial of kinship allowances may be extended to 25 areas. |
If the Treasury agrees, the trial of kinship allowances will be extended to 25 areas. |
The virtual retention hub is expected to be scrapped. |
ADCS recommended that the number of regional care co-operatives be cut from 20 to 10. |
Would it matter if the health check survey were scrapped? |
The DfE is considering scrapping the annual social work health check. |
Kinship carers want the trial of kinship allowances expanded from 10 areas to 50. |
“They have scrapped the trial of kinship allowances in all but name,” said one carer. |
The early career framework is likely to be delayed until 2028. |
The trial of kinship allowances should be abandoned, a think-tank said. |
# background
The virtual retention hub had been delayed by the general election. |
In 2023 the DfE published its plan for the early career framework. |
The Conservatives would scrap the Children's Wellbeing Bill if they won power. |
“We will scrap the agency pay cap,” the then minister told MPs in 2021. |
# somewhere or somebody else
The Scottish Government has scrapped its trial of kinship allowances. |
The Welsh trial of kinship allowances has been delayed until 2027. |
One council has dropped its own kinship allowance after a budget row. |
The cap on agency pay in adult social care has been postponed. |
A county council has delayed the opening of a children's home until 2027. |
The agency that pays foster carers has cut its fees from £44 to £30. |
`

func TestDetectSentences(t *testing.T) {
	b := shared(t)
	day := time.Date(2025, 6, 10, 9, 0, 0, 0, time.UTC)
	more, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(said + string(more)) {
		text, want, ok := strings.Cut(strings.TrimSpace(line), "|")
		if !ok {
			continue
		}
		text, want = strings.TrimSpace(text), strings.TrimSpace(want)
		t.Run(text, func(t *testing.T) {
			got := watch.Detect(b, watch.Article{Title: "News in brief", Paragraphs: []string{text}, Published: day})
			if want == "" {
				for _, p := range got {
					t.Errorf("cried %s %s %s %s (%.2f): %s", p.Entry.ID, p.Field, p.Kind, p.To, p.Confidence, p.Reason)
				}
				return
			}
			if len(got) != 1 || !matches(got[0], want) {
				t.Errorf("got %s\nwant %s", all(got), want)
			}
		})
	}
}

func matches(p watch.Proposal, want string) bool {
	ids, rest, _ := strings.Cut(want, " ")
	for id := range strings.SplitSeq(ids, "/") {
		if p.Entry.ID == id && string(p.Field)+" "+string(p.Kind)+" "+p.To == rest {
			return true
		}
	}
	return false
}

func all(ps []watch.Proposal) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.Entry.ID + " " + string(p.Field) + " " + string(p.Kind) + " " + p.To + " (" + p.Reason + "); ")
	}
	return b.String()
}
