// What goes wrong, and what a person is told: whose fault it is, what is kept, what to do.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { begin, complete, section } from './legal_aid.mjs'
import {
  DESK, PASSWORD, apply, device, fill, launch, named, people, press, said, says, signIn, site, title,
} from './lib.mjs'
import { picture } from './png.mjs'
import { holds } from './checks.mjs'

const NASTY = '<b>粗</b><script>document.title="坏"</script>&amp;"\'<img src=x onerror=alert(1)>'

describe('when something goes wrong', () => {
  let browser
  before(async () => { browser = await launch() })
  after(async () => { await browser?.close() })

  it('a page that is not there offers the search', async () => {
    const page = await device(browser)
    const response = await page.goto('/no-such-page')
    assert.equal(response.status(), 404)
    assert.match(await page.title(), /没有找到这一页/)
    assert.ok(await page.getByRole('main').getByRole('search').count(), 'a search stands on the page')
  })

  it('the sign-in page is where a page of one’s own leads, and it leads back', async () => {
    const page = await device(browser)
    await page.goto('/my/cases')
    assert.equal(new URL(page.url()).pathname, '/login')
    await page.getByLabel('手机号或身份证号').fill(people.niantong.phone)
    await page.getByLabel('密码').fill(PASSWORD)
    await press(page, '登录')
    assert.equal(new URL(page.url()).pathname, '/my/cases')
  })

  it('a wrong password is one sentence that does not say which part is wrong', async () => {
    const page = await device(browser)
    await page.goto('/login')
    const answers = []
    for (const phone of [people.niantong.phone, '19912345678']) {
      await page.getByLabel('手机号或身份证号').fill(phone)
      await page.getByLabel('密码').fill('not-the-password-1')
      const answered = page.waitForResponse((r) => r.request().method() === 'POST')
      await press(page, '登录')
      assert.equal((await answered).status(), 422)
      assert.match(await page.title(), /^有1处要改/)
      assert.equal(await page.getByLabel('手机号或身份证号').inputValue(), phone, 'the account stays')
      assert.equal(await page.getByLabel('密码').inputValue(), '', 'the password is never sent back')
      answers.push(await page.getByRole('alert').or(page.locator('.error-summary')).first().innerText())
    }
    assert.equal(answers[0], answers[1])
  })

  it('a form keeps what was typed when something else is missing', async () => {
    const page = await device(browser)
    await signIn(page, people.xiangnan)
    const draft = await begin(page)
    await page.goto(`${draft}/form/case`)
    await fill(page.getByRole('main'), { 给予法律援助决定书编号: '临司援〔2026〕第7号', 承办人姓名: '', 理由: '说好的事没有做', 联系电话: '1990000' })
    await press(page, '保存，下一步')
    assert.match(await page.title(), /^有\d+处要改/)
    const summary = page.getByRole('main').locator('.error-summary')
    const links = summary.getByRole('link')
    assert.ok((await links.count()) >= 2, `the empty field and the phone are named: ${await said(page)}`)
    for (const link of await links.all()) {
      const target = (await link.getAttribute('href')).slice(1)
      assert.equal(await page.locator(`[id="${target}"]`).count(), 1, `the line leads to ${target}`)
    }
    assert.equal(await page.getByLabel('给予法律援助决定书编号').inputValue(), '临司援〔2026〕第7号')
    assert.equal(await page.getByLabel('理由').inputValue(), '说好的事没有做')
    assert.equal(await page.getByLabel('联系电话').inputValue(), '1990000', 'what is wrong stays to be corrected')
    await page.context().close()
  })

  it('HTML in a field is text, in the form, on the check page and in the case', async () => {
    const page = await device(browser, { scripts: true })
    const dialogs = []
    page.on('dialog', (dialog) => { dialogs.push(dialog.message()); dialog.dismiss() })
    await signIn(page, people.lixia)
    const draft = await begin(page)
    await complete(page, draft, { ...section, 受援人: '陈立夏', 给予法律援助决定书编号: NASTY.slice(0, 58), 理由: NASTY })
    await literal(page)
    await page.goto(`${draft}/form/case`)
    assert.equal(await page.getByLabel('理由').inputValue(), NASTY)
    await page.goto(`/search?q=${encodeURIComponent(NASTY)}`)
    await literal(page)
    assert.deepEqual(dialogs, [])
    await page.context().close()
  })

  it('pressing the button twice sends one application', async () => {
    const page = await device(browser, { scripts: true })
    await signIn(page, people.changfeng)
    // The demo may have given them one already, on another day.
    const listed = async () => {
      await page.goto('/my/cases')
      return page.getByRole('main').getByRole('link', named('更换法律援助人员')).count()
    }
    const before = await listed()
    const draft = await begin(page)
    await complete(page, draft)
    for (const box of await page.getByRole('main').getByRole('checkbox').all()) await box.check()
    const fields = await page.getByRole('button', { name: /^确认并提交/ }).evaluate((button) => {
      const form = button.form
      return { action: form.action, data: [...new FormData(form, button)] }
    })
    const send = () => page.context().request.post(fields.action, {
      data: new URLSearchParams(fields.data).toString(), maxRedirects: 0,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: site, 'sec-fetch-site': 'same-origin' },
    })
    const answers = await Promise.all([send(), send(), send()])
    const places = new Set(answers.map((answer) => answer.headers().location))
    assert.deepEqual(answers.map((answer) => answer.status()), [303, 303, 303], await answers[0].text())
    assert.equal(places.size, 1, `one receipt: ${[...places].join(' ')}`)
    assert.equal(await listed(), before + 1, 'one more case in the list')
    await page.goto([...places][0])
    await says(page, '申请已经提交')
    await page.context().close()
  })

  it('the case of somebody else is not there', async () => {
    const owner = await device(browser)
    await signIn(owner, people.changfeng, '/my/cases')
    await owner.getByRole('main').getByRole('link', named('更换法律援助人员')).first().click()
    await owner.waitForURL(/\/my\/cases\/[0-9A-Z]{21}/)
    const path = new URL(owner.url()).pathname
    const other = await device(browser)
    await signIn(other, people.niantong)
    for (const page of [path, `${path}/receipt`, '/my/cases/990122202611250000015', '/my/cases/nonsense']) {
      const response = await other.goto(page)
      assert.equal(response.status(), 404, page)
    }
  })

  it('a file of the wrong kind is named and not taken', async () => {
    const page = await device(browser)
    await signIn(page, people.shoutian)
    await page.goto(`/search?q=${encodeURIComponent('食品经营许可新办')}`)
    await page.getByRole('main').getByRole('link', { name: /^食品经营许可（新办）/ }).first().click()
    await page.waitForURL(/\/guide\//)
    await page.goto(`${page.url().split('?')[0]}?q.only_prepackaged=no&q.trade=catering&q.made_items=hot&q.modes=&q.manages=no`)
    const draft = await apply(page)
    await page.goto(`${draft}/materials`)
    const place = page.getByRole('main').locator('input[type=file]').first()
    await place.setInputFiles({ name: '制度目录.docx', mimeType: 'application/msword', buffer: Buffer.from('PK\x03\x04 not a picture') })
    await press(page, '保存，去核对')
    await says(page, '制度目录.docx')
    await says(page, /收不了|没有收下|打不开/)
    assert.match(await page.title(), /^有\d+处要改/)
    await place.setInputFiles(picture('布局图.png', 90))
    await press(page, '保存，去核对')
    await page.goto(`${draft}/materials`)
    await says(page, '布局图.png')
    await page.context().close()
  })

  it('what was typed when the session ended is sent after signing in again', async () => {
    const page = await device(browser)
    await signIn(page, people.niantong)
    const draft = await begin(page)
    await page.goto(`${draft}/form/case`)
    const reason = '说好的事\n“没有做”<b>'
    await fill(page.getByRole('main'), { ...section, 理由: reason })
    await page.context().clearCookies()
    const answered = page.waitForResponse((r) => r.request().method() === 'POST')
    await press(page, '保存，下一步')
    assert.equal((await answered).status(), 401)
    await says(page, '刚才填的都还在')
    await press(page, '接着交')
    await says(page, '刚才填的都还在')

    const opened = page.context().waitForEvent('page')
    await page.getByRole('link', { name: /^重新登录/ }).click()
    const beside = await opened
    await beside.getByLabel('手机号或身份证号').fill(people.niantong.phone)
    await beside.getByLabel('密码').fill(PASSWORD)
    await press(beside, '登录')
    await says(beside, '已经登录')
    await beside.close()
    await press(page, '接着交')
    await page.goto(`${draft}/form/case`)
    assert.equal(await page.getByLabel('理由').inputValue(), reason)
    await page.context().close()
  })

  it('a script that saves by itself is told that the session ended, and the page stays', async () => {
    const page = await device(browser, { scripts: true })
    await signIn(page, people.niantong)
    const draft = await begin(page)
    await page.goto(`${draft}/form/case`)
    await page.context().clearCookies()
    await fill(page.getByRole('main'), { 理由: '写到一半' })
    const answered = page.waitForResponse((r) => r.request().headers()['x-autosave'] === '1')
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    assert.equal((await answered).status(), 401)
    await page.getByText('登录已过期，没有自动保存').first().waitFor()
    assert.equal(await page.getByLabel('理由').inputValue(), '写到一半')
    await press(page, '保存，下一步')
    await holds(page, 'session-expired')
    await page.context().close()
  })

  it('two devices that change one page are asked which copy stays', async () => {
    const [phone, computer] = [await device(browser), await device(browser, { viewport: DESK })]
    await signIn(phone, people.niantong)
    const draft = await begin(phone)
    await signIn(computer, people.niantong)
    for (const page of [phone, computer]) await page.goto(`${draft}/form/case`)
    await fill(phone.getByRole('main'), { ...section, 理由: '手机上写的理由' })
    await fill(computer.getByRole('main'), { ...section, 理由: '电脑上写的理由' })
    await press(phone, '保存，下一步')
    const answered = computer.waitForResponse((r) => r.request().method() === 'POST')
    await press(computer, '保存，下一步')
    assert.equal((await answered).status(), 409)
    assert.notEqual(await title(computer), '')
    await says(computer, '手机上写的理由')
    await says(computer, '电脑上写的理由')
  })

  it('the hotline and the way back stand on a page of the desk that is not allowed', async () => {
    const page = await device(browser, { viewport: DESK })
    await page.goto('/desk')
    assert.equal(new URL(page.url()).pathname, '/desk/login')
    await page.getByLabel('工号或手机号').fill('suyanqiu')
    await page.getByLabel('密码').fill('wrong-password-1')
    await press(page, '登录')
    await says(page, '工号或密码不对')
  })

  /** The words are on the page as they were typed, and made nothing of it. */
  async function literal(page) {
    const text = await page.locator('body').innerText()
    assert.ok(text.includes('<b>粗</b>') || text.includes('<b>'), `shown literally: ${await said(page)}`)
    assert.equal(await page.getByRole('main').locator('b', { hasText: /^粗$/ }).count(), 0, 'no element was made of it')
    assert.equal(await page.locator('img[src="x"]').count(), 0)
    assert.notEqual(await page.title(), '坏')
  }
})
