// For accounts whose messages no model analyses: the plainest ways to ask for a person, or to be furious. What is said
// otherwise the answering model itself reports.
const person =
  /\b(?:(?:talk|speak|chat|connect|transfer|write)(?: me)? (?:to|with) (?:an? |the |some |your )?(?:real |live |actual )?(?:human|person|people|someone|somebody|agent|operator|representative|manager|staff|employee|colleague)|real (?:human|person)|human (?:agent|being|please)|live agent|customer service representative|(?:hablar|comunicarme) con (?:una persona|un agente|alguien)|parler (?:à|avec) (?:une personne|un conseiller|quelqu)|mit (?:einem|einer) (?:menschen|mitarbeiter|person) sprechen)\b|(?:คุย|ติดต่อ|พูด|สนทนา)กับ(?:คน|พนักงาน|เจ้าหน้าที่|แอดมิน)|ขอ(?:คุยกับ)?(?:สาย)?(?:พนักงาน|เจ้าหน้าที่|แอดมิน)|(?:人間|人|担当者|オペレーター|スタッフ)(?:と|に)(?:話|代わ|繋|つな|相談)|(?:转|轉|找|要|接)(?:人工|真人|客服)|人工客服|真人客服|상담원|직원(?:과|이랑) (?:통화|대화|상담)|nói chuyện với (?:người|nhân viên)|bicara dengan (?:orang|manusia|petugas)/iu;

const fury =
  /\b(?:furious|outrageous|unacceptable|scam(?:mers?)?|rip-?off|worst (?:service|company|shop)|sue you|my lawyer|fuck\w*|bullshit|idiots?|liars?|disgusting|fed up|estafa|inaceptable|arnaque|inadmissible|betrug|unverschämt)\b|โกรธมาก|ห่วยแตก|โกง|หลอกลวง|แย่มาก|ฟ้อง|ふざけるな|最悪|詐欺|許せない|いい加減にしろ|太差|垃圾|骗子|騙子|气死|投诉你|사기|최악|lừa đảo|penipu/iu;

/** Whether a text plainly asks for a person. */
export function asksForPerson(text: string): boolean {
  return person.test(text);
}

/** Whether a text is plainly furious. */
export function isFurious(text: string): boolean {
  return fury.test(text);
}
