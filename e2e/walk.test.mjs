// The main story: the owner of a noodle shop asks what licence she needs and gets it. Hers is a phone without scripts.
import assert from 'node:assert/strict'
import { after, before, describe } from 'node:test'
import { correct, finish, points, record } from './desk.mjs'
import { answers, fillPage } from './food.mjs'
import {
  DESK, PASSWORD, assertPdf, device, download, fill, launch, named, open, people, press, said, says, signInStaff, staff,
  story, title, today,
} from './lib.mjs'
import { picture } from './png.mjs'

const SHOP = '临溪县小满面馆'

describe('from a question to a licence', () => {
  let browser, phone, number
  const step = story()
  before(async () => {
    browser = await launch()
    phone = await device(browser)
  })
  after(async () => { await browser?.close() })

  /** A computer at which a member of staff works on the case. */
  async function desk(someone) {
    const page = await device(browser, { viewport: DESK })
    await signInStaff(page, someone)
    await page.goto(`/desk/cases/${number}`)
    return page
  }

  step('she asks in her own words and finds the guide', async () => {
    await phone.goto('/')
    await phone.getByRole('main').getByRole('searchbox').fill('开饭店要什么证')
    await press(phone, '搜索')
    await says(phone, '食品经营许可')
    await open(phone, '食品经营许可（新办）')
    assert.match(await title(phone), /食品经营许可/)
    await says(phone, '临溪县市场监督管理局')
  })

  step('she answers the questions and gets a list of her own', async () => {
    const main = phone.getByRole('main')
    await fill(main, pick(0, 1))
    await press(phone, '更新我的清单')
    await fill(main, pick(2, 3, 4))
    await press(phone, '更新我的清单')
    await says(phone, '您的办理清单')
    await says(phone, '食品安全规章制度目录清单')
    const text = await main.innerText()
    assert.ok(!text.includes('自动设备风险管控方案'), 'what does not concern her is not on the list')
  })

  step('she applies, signs in, and acts for her shop', async () => {
    await open(phone, '在线申请')
    assert.equal(new URL(phone.url()).pathname, '/login')
    await phone.getByLabel('手机号或身份证号').fill(people.xiaoman.phone)
    await phone.getByLabel('密码').fill(PASSWORD)
    await press(phone, '登录')
    await fill(phone.getByRole('main'), { 替谁办: { choose: SHOP } })
    await press(phone, '接着办')
    assert.match(new URL(phone.url()).pathname, /^\/my\/drafts\//)
    await says(phone, SHOP)
  })

  step('she fills in the form, most of which is filled in already', async () => {
    await open(phone, /开始填写|接着填/)
    const seen = []
    while (!/\/materials$/.test(new URL(phone.url()).pathname)) {
      assert.ok(seen.length < 9, `the form has an end: ${seen.join('，')}; ${await said(phone)}`)
      seen.push(await fillPage(phone))
      assert.doesNotMatch(await phone.title(), /^有\d+处要改/, await said(phone))
    }
    for (const name of ['经营者', '加工场所', '食品安全管理人员']) assert.ok(seen.some((one) => one.includes(name)), `${name}: ${seen}`)
  })

  step('she hands in two pictures; the business licence is fetched', async () => {
    await says(phone, '已经调到')
    const main = phone.getByRole('main')
    for (const [material, file] of [['场所布局图', '布局图.png'], ['食品安全规章制度目录清单', '制度目录.png']]) {
      const part = main.getByRole('region', named(material))
      await part.locator('input[type=file]').setInputFiles(picture(file, file.length * 10))
    }
    await press(phone, '保存，去核对')
    assert.match(new URL(phone.url()).pathname, /\/check$/, await said(phone))
    await says(phone, '布局图.png')
    await says(phone, '制度目录.png')
    await says(phone, '45平方米')
  })

  step('she checks everything and sends it', async () => {
    for (const box of await phone.getByRole('main').getByRole('checkbox').all()) await box.check()
    await press(phone, '确认并提交')
    await says(phone, '申请已经提交')
    number = new URL(phone.url()).pathname.match(/[0-9A-Z]{21}/)[0]
    assert.match(number, /^990122\d{8}\d{6}[0-9A-Z]$/)
  })

  step('the receipt is a PDF', async () => {
    assertPdf(await download(phone, await paper(phone, '回执')))
  })

  step('a clerk claims it and asks for one correction', async () => {
    const page = await desk(staff.clerk)
    await press(page, '领取')
    await press(page, '要求补正')
    assert.match(new URL(page.url()).pathname, /\/correction$/)
    await correct(page, '场所布局图', '图上没有标洗碗的地方', '在原图上标出洗碗池的位置和大小，拍照上传')
    await says(page, '等申请人补正')
  })

  step('she reads what is wanted and hands it in', async () => {
    await phone.goto(`/my/cases/${number}`)
    await says(phone, '等您补')
    assertPdf(await download(phone, await paper(phone, '补正')))
    await open(phone, '去补正')
    await says(phone, '图上没有标洗碗的地方')
    await phone.getByRole('main').locator('input[type=file]').first().setInputFiles(picture('布局图二.png', 20))
    await press(phone, '提交补正')
    await phone.goto(`/my/cases/${number}`)
    await says(phone, '布局图二.png')
  })

  step('a second correction is refused, and the law is named', async () => {
    const page = await desk(staff.clerk)
    const button = page.getByRole('main').getByRole('button', named('要求补正'))
    assert.equal(await button.getAttribute('aria-disabled'), 'true', 'the button cannot be pressed')
    const law = '已经发过一次补正告知，不能再要求补正：法律要求“一次告知需要补正的全部内容”（《行政许可法》第三十二条第一款第四项）'
    await says(page, law)
    await page.goto(`/desk/cases/${number}/correction`)
    await says(page, law)
  })

  step('the clerk accepts, and she gets it in writing', async () => {
    const page = await desk(staff.clerk)
    if (await page.getByRole('main').getByRole('button', named('领取')).count()) await press(page, '领取')
    await press(page, '受理')
    await phone.goto(`/my/cases/${number}`)
    await says(phone, '正在审查')
    await says(phone, /最晚\d+月\d+日/)
    assertPdf(await download(phone, await paper(phone, '受理通知书|受理')))
  })

  step('the reviewer goes through the points', async () => {
    const page = await desk(staff.reviewer)
    await press(page, '领取')
    assert.ok((await points(page)) >= 3, 'there are points that only a person can judge')
    await finish(page, '提交审查意见', '材料齐全，符合法定形式')
  })

  step('two inspectors look at the shop', async () => {
    for (const someone of staff.inspectors) {
      const page = await desk(someone)
      if (someone === staff.inspectors[0]) await press(page, '领取')
      await points(page)
      await record(page, today())
      await finish(page, '提交审查意见', '到场核对，布局和申请一致')
    }
  })

  step('somebody else decides', async () => {
    const page = await desk(staff.approver)
    await press(page, '领取')
    await points(page)
    await finish(page, '准予', '同意')
    await phone.goto(`/my/cases/${number}`)
    await says(phone, /申请通过了|同意了/)
    assertPdf(await download(phone, await paper(phone, '决定')))
  })

  step('the licence is made and reaches her', async () => {
    const page = await desk(staff.maker)
    await press(page, '领取')
    await finish(page, '制作结果', '已制作')
    await phone.goto(`/my/cases/${number}`)
    assertPdf(await download(phone, await paper(phone, '食品经营许可证')))
  })

  step('she rates it', async () => {
    await open(phone, '评价')
    await fill(phone.getByRole('main'), { 您满意吗: { choose: '非常满意' } })
    await phone.getByRole('main').getByLabel('办得快').check()
    await press(phone, '提交评价')
    await says(phone, '您评了“非常满意”')
  })

  step('those who handled it see what she says', async () => {
    const page = await desk(staff.approver)
    await page.goto(`/desk/cases/${number}#history`)
    await says(page, '申请人评价：非常满意')
    await says(page, '办得快')
  })

  step('she sees who looked at her data', async () => {
    await phone.goto('/my/looks')
    await says(phone, '临溪县市场监督管理局')
  })

  /** Some of the guiding questions, by their order. */
  function pick(...which) {
    const all = Object.entries(answers)
    return Object.fromEntries(which.map((at) => all[at]))
  }

  /** The link to a document of the case. Documents are written a moment after what they are about. */
  async function paper(page, words) {
    const link = page.getByRole('main').locator('a[href*="/documents/"], a[href$="/receipt.pdf"]', { hasText: new RegExp(words) }).first()
    for (let tries = 0; tries < 20 && (await link.count()) === 0; tries++) {
      await page.waitForTimeout(500)
      await page.reload()
    }
    return link
  }
})
