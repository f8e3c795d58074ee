// 食品经营许可（新办）: the form of a small noodle shop, as its owner fills it in.
import { fill, press, title } from './lib.mjs'

export const answers = {
  '您是不是只卖有包装、有标签的预包装食品': { choose: '否' },
  '您属于哪一种经营': { choose: '餐饮服务经营者' },
  '现场要做哪些': { choose: ['热食', '自制饮品'] },
  '有没有下面这些做法': { choose: '都没有' },
  '是否还要统一管理连锁门店': { choose: '否' },
}

/** What the registers do not know; the rest is filled in. */
export const sections = {
  经营者: { '法定代表人（负责人、经营者）身份证号': '99012219930505002X' },
  经营场所: {
    经营场所地址: '云江省澄州市临溪县青溪街道柳堤路36号1楼',
    经营场所面积: '45',
    是否同时卖预包装食品: { choose: '否' },
    周边25米内有无垃圾场: { choose: '没有' },
    店外是否另有仓库: { choose: '否' },
  },
  加工场所: { 食品处理区面积: '15', 同时用餐或每餐供餐的最多人数: '24' },
  食品安全管理人员: {
    姓名: '周小满',
    身份证号: '99012219930505002X',
    职务: { choose: '食品安全员' },
    手机号: '19900006627',
    是否已经培训考核合格: { choose: '是' },
  },
  主要设备设施: { 设备设施名称: '消毒柜', 数量: '1', 放置位置: '洗消间' },
}

/** Fills the page that is open, whichever it is, and goes on; answers its heading. */
export async function fillPage(page) {
  const main = page.getByRole('main')
  const name = await title(page)
  await fill(main, sections[name.trim()] ?? {})
  await press(page, '保存，下一步')
  return name
}
